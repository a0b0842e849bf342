"""The pytest plugin: replay a cassette in a test."""
