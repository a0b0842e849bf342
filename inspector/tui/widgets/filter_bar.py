"""Where a filter expression is typed: completed, and explained while it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.suggester import Suggester

from inspector.filter import ALONE, ATOMS, FilterError, parse_filter
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import DOCUMENTS, operations
from inspector.tui.widgets.input_bar import InputBar

_VALUES: dict[str, list[str]] = {
    "op": list(dict.fromkeys(operation.name for operation in operations())),
    "sev": ["error", "warning", "info"],
    "doc": [document.name for document in DOCUMENTS if document.operations],
    "ep": [endpoint.value for endpoint in Endpoint],
    "s": ["200", "500", "5xx", "4xx"],
}


class _Completion(Suggester):
    """Completes the name of an atom, and its values: what is in this cassette first, then what there is."""

    def __init__(self, here: Callable[[str], Sequence[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._here = here

    async def get_suggestion(self, value: str) -> str | None:
        head, tilde, tail = value.rpartition("~")
        name, space, begun = tail.partition(" ")
        if not tilde or not name or " " in begun:
            return None
        if not space:
            fits = [f"{atom} " for atom in ATOMS if atom.startswith(name) and atom != name]
            fits += [atom for atom in ALONE if atom.startswith(name) and atom != name]
            return f"{head}~{fits[0]}" if fits else None
        values = (*self._here(name), *_VALUES.get(name, ()))
        fits = [each for each in values if each.lower().startswith(begun.lower()) and " " not in each]
        return f"{head}~{name} {fits[0]}" if fits else None


class FilterBar(InputBar):
    """The line for a filter.

    Args:
        here: says what an atom can ask for in this cassette, what there is most of first.
    """

    HELP = (
        "Type a filter, such as ~op GetCallInfo & ~s 500. Right completes, up and down go through the last "
        "ones, Escape leaves."
    )

    def __init__(self, here: Callable[[str], Sequence[str]]) -> None:
        super().__init__(
            "filter", "~op GetCallInfo & (~s 500 | ~fail)", _wrong, _Completion(here), id="filter-bar"
        )


def _wrong(text: str) -> str:
    try:
        parse_filter(text)
    except FilterError as problem:
        return problem.what
    return ""
