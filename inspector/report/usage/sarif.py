"""What has no full replacement, as SARIF 2.1.0 (OASIS): a result for each fact, so that CI sees a new one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TextIO

from inspector.report.sarif import document, file_uri
from inspector.usage.inventory import Inventory
from inspector.usage.microsoft_graph.assess import Assessed, Assessment
from inspector.usage.microsoft_graph.verdicts import GraphVerdict, Word

_LEVELS = {
    **dict.fromkeys((Word.GAP, Word.NOT_LISTED), "error"),
    **dict.fromkeys((Word.ELSEWHERE, Word.PREVIEW, Word.PARTIAL), "warning"),
}
_MOST_LOCATIONS = 8


def write_sarif(inventory: Inventory, assessment: Assessment | None, out: TextIO) -> None:
    """Writes a SARIF log.

    Args:
        inventory: what the client uses.
        assessment: what takes its place.
        out: where to.
    """
    assert assessment is not None
    words = list(Word)
    results = [
        _result(each, each.verdicts[0], words.index(each.verdicts[0].word))
        for each in assessment.assessed
        if each.verdicts
    ]
    rules = [
        {
            "id": f"graph/{word}",
            "name": str(word),
            "shortDescription": {"text": f"{word}: {word.about}"},
            "defaultConfiguration": {"level": _LEVELS.get(word, "note")},
        }
        for word in words
    ]
    out.write(document(results, rules, inventory.problems))


def _result(each: Assessed, verdict: GraphVerdict, number: int) -> dict[str, Any]:
    key = each.fact.key
    told = verdict.parts
    what = f"{key.kind} {key.name} {key.use}".rstrip()
    return {
        "ruleId": f"graph/{verdict.word}",
        "ruleIndex": number,
        "level": _LEVELS.get(verdict.word, "note"),
        "message": {"text": f"{what}: {verdict.word}" + (f": {'; '.join(told)}" if told else "")},
        "locations": list(_locations(each)),
        "partialFingerprints": {"fact/v1": "/".join(key)},
        "properties": {
            "interactions": each.fact.interactions,
            "filter": each.fact.filter(),
            "sources": list(verdict.cited),
            **({"own": verdict.own} if verdict.own else {}),
        },
    }


def _locations(each: Assessed) -> Iterator[dict[str, Any]]:
    """The first interactions: in a cassette, each stands in the line after its number."""
    for place in each.fact.places[:_MOST_LOCATIONS]:
        physical: dict[str, Any] = {"artifactLocation": {"uri": file_uri(place.file)}}
        if place.first and place.file.endswith(".jsonl"):
            physical["region"] = {"startLine": place.first + 1}
        yield {"physicalLocation": physical}
