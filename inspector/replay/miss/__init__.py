"""Misses: requests that no recording answers, with the reason and what comes near."""
