"""The version of the package, in a module of its own that anything may read."""

__version__ = "0.2.0"
