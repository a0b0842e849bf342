"""What the list of interactions does, an idea a module; ``screens/browse.py`` puts them together."""
