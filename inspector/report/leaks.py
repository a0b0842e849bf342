"""What is left in a cassette, as SARIF 2.1.0 (OASIS), which code hosts show beside the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from inspector.scrub.check import NOTE, UNREAD, Leak

_RULES = {
    "secret": "A credential, cookie or token is in the cassette",
    "identity": "A person or a machine is named in the cassette",
    UNREAD: "A part of the cassette could not be looked into",
    NOTE: "A text in the cassette looks random",
}
_LEVELS = {"secret": "error", NOTE: "note"}


def sarif(leaks: Iterable[tuple[str, Leak]]) -> Iterator[str]:
    """Yields the lines of a SARIF log, one for each leak as it is found.

    Args:
        leaks: what is left, each with its cassette; an interaction stands on the line after its number.
    """
    from inspector.version import __version__

    driver = {
        "name": "ews-inspector scrub --check",
        "version": __version__,
        "rules": [{"id": code, "shortDescription": {"text": text}} for code, text in _RULES.items()],
    }
    yield '{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [\n'
    yield f'{{"tool": {json.dumps({"driver": driver})}, "results": [\n'
    comma = ""
    for file, leak in leaks:
        yield f"{comma}{json.dumps(_result(file, leak))}\n"
        comma = ","
    yield "]}]}\n"


def _result(file: str, leak: Leak) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": quote(file)}, "region": {"startLine": leak.n + 1}}
    return {
        "ruleId": leak.kind,
        "level": _LEVELS.get(leak.kind, "warning"),
        "message": {"text": f"interaction {leak.n}, {leak.place}: {leak.what}"},
        "locations": [{"physicalLocation": place}],
    }
