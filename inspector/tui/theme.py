"""Colours, in one place: two themes that name the same roles.

A widget paints in roles (``tag``, ``error``, ``connected``), never in colours. Each role that says something
has a letter, a sign or a word beside it as well: colour is never the only sign.
"""

from __future__ import annotations

from typing import Any

from rich.style import Style
from textual.app import App
from textual.theme import Theme

LETTERS = {"error": "E", "warning": "W", "info": "i"}
"""The letter beside the colour of a severity."""

# role: (text style in dark, in light, attributes)
_TABLE: dict[str, tuple[str, str, str]] = {
    "quiet": ("#7d8899", "#5f6873", ""),
    "title": ("#e8eef7", "#10161e", "bold"),
    "time": ("#8fa3bf", "#3d5573", ""),
    "operation": ("#7cc4ff", "#00509d", "bold"),
    "outcome": ("#c9d4e3", "#29323d", ""),
    "handle": ("#c5a5f0", "#6a32b0", ""),
    "error": ("#ff7a85", "#b3001b", "bold"),
    "warning": ("#ffc46b", "#8a4b00", "bold"),
    "info": ("#7fb8e6", "#1b5e92", ""),
    "ok": ("#8fd694", "#1d6b2c", ""),
    "connecting": ("#ffc46b", "#8a4b00", ""),
    "connected": ("#8fd694", "#1d6b2c", "bold"),
    "disconnected": ("#ff9e7a", "#a33a10", ""),
    "idle": ("#7d8899", "#5f6873", ""),
    "timer": ("#ffb0a0", "#a33a10", ""),
    "tag": ("#7cc4ff", "#00509d", ""),
    "attribute": ("#9fd8c8", "#12665a", ""),
    "value": ("#e6c98f", "#6d4c00", ""),
    "text": ("#e8eef7", "#10161e", ""),
    "comment": ("#7d8899", "#5f6873", "italic"),
    "key": ("#ffd68a", "#7a4a00", "bold"),
    "added": ("#8fd694", "#1d6b2c", ""),
    "removed": ("#ff9e7a", "#a33a10", ""),
    "added-mark": ("#8fd694", "#1d6b2c", "bold reverse"),
    "removed-mark": ("#ff9e7a", "#a33a10", "bold reverse"),
    "plain": ("#d5deea", "#1c242e", ""),
}
# roles that paint the ground of a line or of a match: (dark, light)
_GROUNDS: dict[str, tuple[str, str]] = {
    "cursor": ("#2b4467", "#bcd7f5"),
    "blurred": ("#232d3b", "#d9e1ea"),
    "match": ("#6b5714", "#ffe27a"),
}

ROLES = frozenset((*_TABLE, *_GROUNDS))
"""Every role that a piece of a line can be painted in."""


_NO_STYLE = Style.null()
_STYLES: dict[str, dict[str, Style]] = {}


def style_of(app: App[Any], role: str) -> Style:
    """Returns the style that a role has in the present theme; none for what is no role.

    Looked up here rather than by component classes: thirty of those in each widget would be worked out anew
    whenever the focus moves.

    Args:
        app: the application.
        role: a role of :data:`ROLES`.
    """
    known = _STYLES.get(app.theme)
    if known is None:
        variables = app.get_css_variables()
        known = {
            role: Style.parse(f"{attributes} {variables[f'paint-{role}']}")
            for role, (_, _, attributes) in _TABLE.items()
        }
        known |= {role: Style.parse(f"on {variables[f'paint-{role}']}") for role in _GROUNDS}
        _STYLES[app.theme] = known
    return known.get(role, _NO_STYLE)


def _variables(index: int) -> dict[str, str]:
    found = {f"paint-{role}": colours[index] for role, colours in _TABLE.items()}
    return found | {f"paint-{role}": colours[index] for role, colours in _GROUNDS.items()}


DARK = Theme(
    name="ews-dark",
    primary="#3f7fbf",
    secondary="#2b4467",
    accent="#ffc46b",
    warning="#ffc46b",
    error="#ff7a85",
    success="#8fd694",
    foreground="#d5deea",
    background="#11161d",
    surface="#171e27",
    panel="#212b38",
    dark=True,
    variables=_variables(0)
    | {
        "footer-key-foreground": "#ffd68a",
        "footer-background": "#212b38",
        "footer-description-foreground": "#c9d4e3",
    },
)

LIGHT = Theme(
    name="ews-light",
    primary="#2367a8",
    secondary="#bcd7f5",
    accent="#8a4b00",
    warning="#8a4b00",
    error="#b3001b",
    success="#1d6b2c",
    foreground="#1c242e",
    background="#fbfcfe",
    surface="#f1f4f8",
    panel="#dfe6ee",
    dark=False,
    variables=_variables(1)
    | {
        "footer-key-foreground": "#7a4a00",
        "footer-background": "#dfe6ee",
        "footer-description-foreground": "#29323d",
    },
)
