"""Answering a client from a cassette."""
