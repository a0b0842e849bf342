"""The table of actions: what a user can do where, by which key. Bindings, help and palette are made from it.

A user rebinds an action by its id in the config file (docs/tui.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType

__all__ = ["ACTIONS", "SCOPES", "Action", "actions_of", "bindings"]


@dataclass(frozen=True)
class Action:
    """Something that a user can do.

    Args:
        scope: where: a widget or screen of :data:`SCOPES`.
        name: the rest of its id, ``scope.name``.
        keys: its keys, with commas between them.
        does: the Textual action.
        title: a word or two for the footer.
        text: a sentence for the help.
        footer: whether the footer shows it.
    """

    scope: str
    name: str
    keys: str
    does: str
    title: str
    text: str
    footer: bool = False

    @property
    def id(self) -> str:
        """The id by which the config file names it."""
        return f"{self.scope}.{self.name}"


SCOPES = {
    "app": "Everywhere",
    "lines": "In every list",
    "browse": "Interactions",
    "detail": "One interaction",
    "flow": "Flow",
}
"""Where an action can be done, with the heading that the help gives it."""

_A = Action
ACTIONS: tuple[Action, ...] = (
    _A("app", "help", "question_mark", "app.help_keys", "Help", "Show the keys of this screen.", True),
    _A("app", "back", "q", "app.back", "Back", "Go back; from the list, leave.", True),
    _A("app", "quit", "Q,ctrl+q", "app.quit", "Quit", "Leave at once."),
    _A("app", "palette", "colon,ctrl+p", "app.command_palette", "Commands", "Find a command by its name."),
    _A("app", "theme", "ctrl+t", "app.switch_theme", "Theme", "Switch between dark and light."),
    _A("lines", "down", "j,down", "move(1)", "Down", "Go to the next line."),
    _A("lines", "up", "k,up", "move(-1)", "Up", "Go to the line before."),
    _A("lines", "page-down", "pagedown,ctrl+f", "page(1)", "Page down", "Go a page on."),
    _A("lines", "page-up", "pageup,ctrl+b", "page(-1)", "Page up", "Go a page back."),
    _A("lines", "first", "g,home", "first", "First", "Go to the first line."),
    _A("lines", "last", "G,end", "last", "Last", "Go to the last line."),
    _A("lines", "choose", "enter", "choose", "Open", "Open, fold or unfold what the line shows."),
    _A("browse", "open", "l,right", "open", "Open", "Show request and response.", True),
    _A("browse", "filter", "f", "filter", "Filter", "Show only what a filter expression lets through.", True),
    _A(
        "browse",
        "handle",
        "h",
        "follow_handle",
        "Handle",
        "Show only what names the handle of this line.",
        True,
    ),
    _A("browse", "flow", "c", "flow", "Call flow", "Draw the ladder of this line's handle.", True),
    _A("browse", "clear", "escape", "clear", "Clear", "Take the filter away."),
    _A("detail", "switch", "tab,shift+tab", "switch", "Req/Resp", "Go to the other message.", True),
    _A("detail", "next", "space,N", "step(1)", "Next", "Show the next interaction.", True),
    _A("detail", "previous", "p,P", "step(-1)", "Previous", "Show the interaction before.", True),
    _A(
        "detail",
        "next-finding",
        "right_square_bracket",
        "finding(1)",
        "Finding ]",
        "Go to the next finding.",
        True,
    ),
    _A(
        "detail",
        "previous-finding",
        "left_square_bracket",
        "finding(-1)",
        "Finding [",
        "Go to the finding before.",
    ),
    _A("detail", "flow", "c", "flow", "Call flow", "Draw the ladder of this interaction's handle.", True),
    _A("flow", "open", "l,right", "open", "Open", "Show the interaction of this line.", True),
    _A("flow", "polls", "a", "polls", "All polls", "Draw every poll, or runs of them as dots.", True),
)


def actions_of(scope: str) -> tuple[Action, ...]:
    """Returns the actions of a scope, in the order of the table."""
    return tuple(action for action in ACTIONS if action.scope == scope)


def bindings(scope: str) -> list[BindingType]:
    """Returns the bindings of a scope, with ids that a keymap can name."""
    return [
        Binding(
            action.keys,
            action.does,
            action.title,
            show=action.footer,
            tooltip=action.text,
            id=action.id,
        )
        for action in actions_of(scope)
    ]
