"""What pytest loads: the plugin of ews-inspector, unless the project under test has the name of its package.

The package is called ``inspector``, and a project may have an ``inspector.py`` of its own. The plugin cannot
be imported then; it is turned off, with a line that says so, and the project's tests run.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

_OURS = Path(__file__).resolve().parent / "inspector"
_found = sys.modules.get("inspector") or find_spec("inspector")
_taken = str(getattr(_found, "__file__", None) or getattr(_found, "origin", None) or "another module")

if Path(_taken).resolve().parent == _OURS:
    from inspector import pytest_plugin

    globals().update(
        (name, value)
        for name, value in vars(pytest_plugin).items()
        if name.startswith("pytest_") or name in pytest_plugin.__all__
    )
else:

    def pytest_sessionstart(session: pytest.Session) -> None:
        """Says why there are no fixtures of ews-inspector."""
        terminal = session.config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None:
            terminal.write_line(
                f"ews-inspector is turned off: its package is called inspector, and so is {_taken}. "
                "Rename that, or run pytest from a folder that does not have it.",
                yellow=True,
            )
