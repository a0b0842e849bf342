"""The command ``ews-inspector``: one module a command, each registered in :mod:`inspector.cli.main`."""

from inspector.cli.main import main

__all__ = ["main"]
