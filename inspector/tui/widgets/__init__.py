"""The parts of a screen, one widget a file, each with its own CSS."""
