"""A small Exchange that behaves as the documents say."""
