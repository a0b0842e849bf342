"""Where a filter expression is typed: completed, and explained while it is wrong."""

from __future__ import annotations

from textual.suggester import Suggester

from inspector.filter import ATOMS, FilterError, parse_filter
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import DOCUMENTS, operations
from inspector.tui.widgets.line_bar import LineBar

__all__ = ["FilterBar"]

_VALUES: dict[str, list[str]] = {
    "op": list(dict.fromkeys(operation.name for operation in operations())),
    "sev": ["error", "warning", "info"],
    "doc": [document.name for document in DOCUMENTS if document.operations],
    "ep": [endpoint.value for endpoint in Endpoint],
    "s": ["200", "500", "5xx", "4xx"],
}


class _Completion(Suggester):
    """Completes the name of an atom, and the values of those that have a known set."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        head, tilde, tail = value.rpartition("~")
        name, space, begun = tail.partition(" ")
        if not tilde or not name or " " in begun:
            return None
        if not space:
            return next((f"{head}~{atom} " for atom in ATOMS if atom.startswith(name) and atom != name), None)
        fits = (each for each in _VALUES.get(name, ()) if begun and each.lower().startswith(begun.lower()))
        return next((f"{head}~{name} {each}" for each in fits), None)


class FilterBar(LineBar):
    """The line for a filter."""

    HELP = (
        "Type a filter, such as ~op GetCallInfo & ~s 500. Right completes, up and down go through the last "
        "ones, Escape leaves."
    )

    def __init__(self) -> None:
        super().__init__(
            "filter", "~op GetCallInfo & (~s 500 | ~sev error)", _wrong, _Completion(), id="filter-bar"
        )


def _wrong(text: str) -> str:
    try:
        parse_filter(text)
    except FilterError as problem:
        return problem.what
    return ""
