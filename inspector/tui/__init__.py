"""The terminal UI: browse, diff and replay call flows. The only room that knows Textual."""
