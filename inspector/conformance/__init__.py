"""Judging messages: the schema check, the rules, and what they find."""
