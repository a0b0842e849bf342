"""Hosting a responder over HTTP and HTTPS."""
