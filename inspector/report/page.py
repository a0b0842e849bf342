"""What all pages have in common: one look, a summary, a choice of what is shown; nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from importlib import resources

from inspector.protocols.rule import Severity
from inspector.wire.printable import printable_line
from inspector.wording import plural

_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
"""What a finding or a difference of a severity is called."""


def text(value: str) -> str:
    """Returns a text of a message for a page: escaped, and with what is not plainly visible written out."""
    return escape(printable_line(value))


def beginning(title: str, about: str, more_style: str = "") -> str:
    """Returns a page up to its first heading.

    Args:
        title: its title.
        about: what stands below it: what was looked at, and by what.
        more_style: a style sheet of the page's own.
    """
    style = resources.files("inspector.report").joinpath("page.css").read_text("utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>\n{style}{more_style}</style>\n</head>\n<body>\n"
        f'<h1>{text(title)}</h1>\n<p class="about">{text(about)}</p>\n'
    )


def end() -> str:
    """Returns the end of a page."""
    return "</body>\n</html>\n"


def by_severity(numbers: Mapping[Severity, int]) -> str:
    """Returns how much there is of each severity that there is, as a text.

    Args:
        numbers: how many of each.
    """
    return ", ".join(plural(numbers[each], word) for each, word in _WORDS.items() if numbers.get(each))


def counts(numbers: Mapping[Severity, int]) -> str:
    """Returns how much there is of each severity.

    Args:
        numbers: how many of each.
    """
    each = ((severity, plural(numbers.get(severity, 0), word)) for severity, word in _WORDS.items())
    items = "".join(
        f'<li><b class="{severity}">{count}</b> {word}</li>\n'
        for severity, (count, word) in ((severity, shown.split(" ")) for severity, shown in each)
    )
    return f'<ul class="counts">\n{items}</ul>\n'


def choice(numbers: Mapping[Severity, int]) -> str:
    """Returns the choice of the severities whose rows are shown, where there is one to make.

    The style sheet does what is chosen: a row says its severity as ``data-severity``.

    Args:
        numbers: how many rows there are of each.
    """
    there = [severity for severity in _WORDS if numbers.get(severity)]
    if len(there) < 2:
        return ""
    options = [("all", "all"), *((str(severity), f"{_WORDS[severity]}s only") for severity in there)]
    labels = "".join(
        f'<label><input type="radio" name="shown" id="show-{name}"{" checked" if name == "all" else ""}> '
        f"{label}</label>\n"
        for name, label in options
    )
    return f'<fieldset class="choice"><legend>Show</legend>\n{labels}</fieldset>\n'


def badge(severity: Severity) -> str:
    """Returns a severity as a word in its colour."""
    return f'<span class="badge {severity}">{severity}</span>'


def headings(names: Iterable[str]) -> str:
    """Returns the first row of a table.

    Args:
        names: the headings of its columns.
    """
    cells = "".join(f'<th scope="col">{name}</th>' for name in names)
    return f"<thead><tr>{cells}</tr></thead>\n"
