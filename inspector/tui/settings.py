"""The user's settings of the terminal UI, and the cassettes that were opened last.

::

    # ~/.config/ews-inspector/tui.toml
    theme = "light"

    [keys]
    "browse.flow" = "c,t"
    "replay.timeout" = "3"
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs.unix import Unix

from inspector.errors import UsageError
from inspector.tui.actions import ACTIONS

_FOLDERS = Unix("ews-inspector")  # on other systems too, as the documentation says
THEMES = ("dark", "light")
_MOST = 12


@dataclass(frozen=True)
class UiSettings:
    """What a user can set.

    Args:
        theme: ``dark`` or ``light``.
        keys: keys by the ids of actions, in Textual's names, with commas between them.
    """

    theme: str = "dark"
    keys: Mapping[str, str] = field(default_factory=dict)


def settings_file() -> Path:
    """Returns where the settings are looked for (XDG Base Directory Specification)."""
    return _FOLDERS.user_config_path / "tui.toml"


def read_settings(path: Path) -> UiSettings:
    """Reads a settings file; one that is not there has nothing to say.

    Args:
        path: the file.

    Raises:
        UsageError: it is not TOML, or sets what there is not.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return UiSettings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise UsageError(f"the settings cannot be read ({problem})", str(path)) from None
    unknown = data.keys() - {"theme", "keys"}
    if unknown:
        raise UsageError(f"there is no setting {min(unknown)!r}", str(path), "There are theme and [keys].")
    theme, keys = data.get("theme", "dark"), data.get("keys", {})
    if theme not in THEMES:
        raise UsageError(f"there is no theme {theme!r}", str(path), "Use dark or light.")
    known = {action.id for action in ACTIONS}
    for name, value in keys.items() if isinstance(keys, dict) else [("keys", None)]:
        if name not in known:
            raise UsageError(f"there is no action {name!r}", str(path), "docs/tui.md lists the actions.")
        if not isinstance(value, str) or not value.strip():
            raise UsageError(
                f"the keys of {name!r} are no text", str(path), f'Write such as "{name}" = "f2,ctrl+r".'
            )
    return UiSettings(theme, keys)


def read_recent() -> list[Path]:
    """Returns the cassettes that were opened last and are still there, latest first."""
    try:
        names = json.loads(_recent_file().read_text("utf-8"))
    except (OSError, ValueError):
        return []
    paths = [Path(name) for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return [path for path in paths if path.is_file()]


def remember(path: Path) -> None:
    """Notes that a cassette was opened; where that cannot be written it is forgotten.

    Args:
        path: the cassette.
    """
    latest = [path.resolve(), *(known for known in read_recent() if known != path.resolve())][:_MOST]
    file = _recent_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps([str(each) for each in latest]), "utf-8")
    except OSError:
        return


def _recent_file() -> Path:
    return _FOLDERS.user_state_path / "recent.json"
