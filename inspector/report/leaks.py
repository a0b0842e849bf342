"""What is left in a cassette, as SARIF 2.1.0 (OASIS), which code hosts show beside the file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from inspector.cassette.scrub.leaks import Leak

__all__ = ["sarif"]

_RULES = {
    "secret": "A credential, cookie or token is in the cassette",
    "identity": "A person or a machine is named in the cassette",
}


def sarif(file: str, leaks: Iterable[Leak]) -> dict[str, Any]:
    """Returns a SARIF log.

    Args:
        file: the cassette.
        leaks: what is left in it; an interaction stands on the line after its number.
    """
    from inspector import __version__

    results = [
        {
            "ruleId": leak.kind,
            "level": "error" if leak.kind == "secret" else "warning",
            "message": {"text": f"interaction {leak.n}, {leak.where}: {leak.what}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": file},
                        "region": {"startLine": leak.n + 1},
                    }
                }
            ],
        }
        for leak in leaks
    ]
    driver = {
        "name": "ews-inspector scrub --check",
        "version": __version__,
        "rules": [{"id": code, "shortDescription": {"text": text}} for code, text in _RULES.items()],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return {"$schema": schema, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
