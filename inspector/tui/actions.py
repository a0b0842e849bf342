"""The table of actions: what a user can do where, by which key. Bindings, help and palette are made from it.

A user rebinds an action by its id in the config file (docs/tui.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType


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
    "find": "Finding texts",
    "browse": "Interactions",
    "live": "A recording under way",
    "detail": "One interaction",
    "flow": "Flow",
    "diff": "Differences",
    "edit": "Editing a request",
    "statistics": "Statistics",
    "usage": "What is used",
    "findings": "Findings",
    "replay": "Replay",
    "welcome": "Start",
}
"""Where an action can be done, with the heading that the help gives it."""

_A = Action
# fmt: off
ACTIONS: tuple[Action, ...] = (
    _A("app", "help", "?", "app.help_keys", "Help", "Show the keys of this screen.", True),
    _A("app", "back", "q", "app.back", "Back", "Go back; from the list, leave.", True),
    _A("app", "close", "escape", "app.close", "Back", "Go back; from the list, stay."),
    _A("app", "quit", "Q,ctrl+q", "app.quit", "Quit", "Leave at once."),
    _A("app", "palette", ":,ctrl+p", "app.command_palette", "Commands", "Find a command by its name."),
    _A("app", "theme", "ctrl+t", "app.switch_theme", "Theme", "Switch between dark and light."),
    _A("app", "replay", "S", "app.replay", "Replay", "Start, stop and watch a replay server."),
    _A("app", "findings", "i", "app.findings", "Findings", "List all findings of the cassette."),
    _A("app", "screenshot", "ctrl+s", "app.picture", "Screenshot", "Save the screen as an SVG file."),
    _A("lines", "down", "j,down", "move(1)", "Down", "Go to the next line."),
    _A("lines", "up", "k,up", "move(-1)", "Up", "Go to the line before."),
    _A("lines", "page-down", "pagedown,ctrl+f", "page(1)", "Page down", "Go a page on."),
    _A("lines", "page-up", "pageup,ctrl+b", "page(-1)", "Page up", "Go a page back."),
    _A("lines", "first", "g,home", "first", "First", "Go to the first line."),
    _A("lines", "last", "G,end", "last", "Last", "Go to the last line."),
    _A("lines", "choose", "enter", "choose", "Open", "Open, fold or unfold what the line shows."),
    _A("find", "find", "/", "find", "Find", "Find a text; in the list, in all bodies."),
    _A("find", "next", "n", "find_next(1)", "Next place", "Go to the next place of the text."),
    _A("find", "previous", "N", "find_next(-1)", "Place before", "Go to the place before."),
    _A("browse", "open", "l", "open", "Open", "Show request and response.", True),
    _A("browse", "filter", "f", "filter", "Filter", "Show only what a filter lets through.", True),
    _A("browse", "handle", "h", "follow_handle", "Handle", "Show only what names this line's handle."),
    _A("browse", "flow", "c", "flow", "Flow", "Draw the ladder of this line's handle.", True),
    _A("browse", "clear", "escape", "clear", "Clear all", "End the search, show everything, go back."),
    _A("browse", "order", "o", "order", "Order", "Sort by the next of flow, operation, outcome ..."),
    _A("browse", "reverse", "v", "reverse", "Reverse", "Turn the order round."),
    _A("browse", "number", "number_sign", "number", "Go to number", "Go to the interaction with a number."),
    _A("browse", "statistics", "s", "statistics", "Statistics", "Operations, errors, durations, findings."),
    _A("browse", "usage", "u", "usage", "Usage", "What the client uses of EWS, and what replaces it."),
    _A("browse", "preview", "p", "preview", "Preview", "Show the messages beside the list, or not."),
    _A("browse", "time", "t", "time", "Time", "Show the time of the day, or seconds."),
    _A("browse", "group", "O", "group", "Group", "Under headings: by flow, by operation, or not."),
    _A("browse", "fold", "z", "fold", "Fold", "Fold all groups, or unfold them; Enter folds one."),
    _A("browse", "file", "b", "file", "File", "Show the next of several files alone, or all."),
    _A("browse", "note", "semicolon", "note", "Note", "Write a note on this line; kept in the file."),
    _A("browse", "keep-marks", "w", "keep_marks", "Keep marks", "Write the marks into the file."),
    _A("browse", "mark", "m", "mark", "Mark", "Mark this line, or take its mark away.", True),
    _A("browse", "marked", "M", "only_marked", "Marked", "Show only what is marked, or everything."),
    _A("browse", "unmark", "U", "unmark", "Unmark", "Take all marks away."),
    _A("browse", "diff", "d", "diff", "Diff", "Compare this line with the marked one.", True),
    _A("browse", "diff-file", "D", "diff_file", "Diff file", "Compare this cassette with another."),
    _A("browse", "export", "e", "export", "Export", "Write or copy this interaction, or what is listed."),
    _A("browse", "copy", "y", "copy", "Copy", "Copy the handle of this line."),
    _A("browse", "send", "r", "send", "Send again", "Send the request to the running replay server."),
    _A("browse", "edit", "E", "edit", "Edit", "Edit the request, and send it.", True),
    _A("browse", "replay", "R", "replay_listed", "Send all", "Send all that is listed, and compare answers."),
    _A("browse", "follow", "F", "follow", "Follow", "Stay at the end of a cassette that grows."),
    _A("live", "pause", "space", "pause", "Pause", "Let the list stand still; the recording goes on.", True),
    _A("detail", "switch", "tab,shift+tab", "switch", "Other", "Go to the other message.", True),
    _A("detail", "next", "space", "step(1)", "Next", "Show the next interaction.", True),
    _A("detail", "previous", "p", "step(-1)", "Before", "Show the interaction before."),
    _A("detail", "raw", "x", "raw", "Raw", "Show the messages as they stand, or laid out.", True),
    _A("detail", "next-finding", "]", "finding(1)", "Finding", "Go to the next finding.", True),
    _A("detail", "previous-finding", "[", "finding(-1)", "", "Go to the finding before."),
    _A("detail", "part", ">", "part(1)", "Next part", "Show the next part of a body that is too large."),
    _A("detail", "part-before", "<", "part(-1)", "Part before", "Show the part before."),
    _A("detail", "fold", "z", "fold", "Fold", "Fold the Body's child, or unfold everything."),
    _A("detail", "layout", "-", "layout", "Layout", "Stacked or side by side."),
    _A("detail", "flow", "c", "flow", "Flow", "Draw the ladder of this interaction's handle.", True),
    _A("detail", "export", "e", "export", "Export", "Write or copy this interaction."),
    _A("detail", "copy", "y", "copy", "Copy", "Copy the body of this message."),
    _A("detail", "send", "r", "send", "Send again", "Send the request to the running replay server."),
    _A("detail", "edit", "E", "edit", "Edit", "Edit the request, and send it.", True),
    _A("flow", "open", "l", "open", "Open", "Show the interaction of this line.", True),
    _A("flow", "later", "right,.", "cursor(1)", "Later", "Move the time cursor one message on.", True),
    _A("flow", "earlier", "left,comma", "cursor(-1)", "Earlier", "Move the cursor one message back.", True),
    _A("flow", "second", "+", "seconds(1)", "+1 s", "Move the time cursor on by a second."),
    _A("flow", "second-back", "-", "seconds(-1)", "-1 s", "Move the time cursor back by a second."),
    _A("flow", "polls", "a", "polls", "All polls", "Draw every poll, or runs of them as dots."),
    _A("flow", "next", "tab", "flow(1)", "Next flow", "Draw the next flow of the cassette.", True),
    _A("flow", "previous", "shift+tab", "flow(-1)", "Flow before", "Draw the flow before."),
    _A("flow", "mark", "m", "mark", "Mark", "Remember this flow, to compare another with it."),
    _A("flow", "diff", "d", "diff", "Diff", "Compare this flow with the remembered one.", True),
    _A("flow", "replay", "r", "replay_flow", "Replay", "Send its requests, and compare the answers.", True),
    _A("flow", "copy", "y", "copy", "Copy", "Copy the ladder as text."),
    _A("flow", "export", "e", "export", "Export", "Write the ladder, or its interactions as a cassette."),
    _A("diff", "next", "],space", "difference(1)", "Next", "Go to the next difference.", True),
    _A("diff", "previous", "[,p", "difference(-1)", "Before", "Go to the difference before.", True),
    _A("diff", "same", "a", "same", "All lines", "Show all that is the same, or what differs.", True),
    _A("diff", "exact", "x", "exact", "Exact", "Compare identifiers, keys and times too, or not.", True),
    _A("edit", "send", "ctrl+s", "send", "Send", "Send it: to the running server, or where you say.", True),
    _A("edit", "back", "escape", "app.close", "Back", "Go back; what was written is kept meanwhile.", True),
    _A("edit", "next-mark", "ctrl+n", "next_mark", "Finding", "Go to the next line with a finding.", True),
    _A("edit", "recorded", "ctrl+r", "recorded", "As recorded", "Put back what was recorded."),
    _A("edit", "editor", "ctrl+g", "editor", "$EDITOR", "Open the text in $EDITOR.", True),
    _A("edit", "keep", "ctrl+o", "keep", "Keep", "Write what was edited and sent as a new cassette.", True),
    _A("statistics", "list", "l", "choose_line", "List", "List what this line counts.", True),
    _A("usage", "list", "l", "choose_line", "List", "List the interactions that show it.", True),
    _A("usage", "group", "o", "group", "Group", "By what replaces it, or by what it is.", True),
    _A("findings", "open", "l", "open", "Open", "Show the message of this finding.", True),
    _A("findings", "group", "o", "group", "Group", "Group by code, document, operation, interaction.", True),
    _A("findings", "explain", "x", "explain", "Explain", "Say what this line's rule checks, and why.", True),
    _A("findings", "judge", "J", "judge", "Judge", "Judge the cassette by today's schemas and rules.", True),
    _A("findings", "export", "e", "export", "Export", "Write them as HTML, SARIF, JUnit or JSON.", True),
    _A("findings", "coverage", "C", "coverage", "Coverage", "List the rules, and what each found.", True),
    _A("replay", "start", "s", "start", "Start/stop", "Start a server from the cassette, or stop it.", True),
    _A("replay", "simulate", "m", "simulate", "Simulate", "Start the simulator instead of the cassette."),
    _A("replay", "run", "space", "run", "Run", "Let the clock run, or stop it.", True),
    _A("replay", "faster", "+", "speed(1)", "Faster", "Let the clock run twice as fast."),
    _A("replay", "slower", "-", "speed(-1)", "Slower", "Let the clock run half as fast."),
    _A("replay", "one", ".", "advance(1)", "+1 s", "Advance the clock by a second.", True),
    _A("replay", "timeout", "t", "advance(32)", "+32 s", "Advance the clock by a call's timer.", True),
    _A("replay", "next-timer", ">,w", "next_timer", "Timer", "Advance to the next timer's end.", True),
    _A("replay", "reset", "R", "reset", "Reset", "Begin again: clients have asked nothing yet."),
    _A("replay", "all", "v", "replay_all", "Replay", "Send all recorded requests, and compare.", True),
    _A("replay", "about", "a", "about", "Address", "Say what a client has to know: addresses, ids."),
    _A("replay", "copy", "y", "copy", "Copy URL", "Copy the address of the server."),
    _A("replay", "open", "l", "open", "Open", "Show the recording or the miss of this line."),
)
# fmt: on


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
