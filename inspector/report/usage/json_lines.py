"""What a client uses, as JSON: one object a line, each with its ``type``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, TextIO

from inspector.terminal import json_line
from inspector.usage.compare import Change
from inspector.usage.facts import Fact
from inspector.usage.inventory import Inventory
from inspector.usage.microsoft_graph.assess import Assessed, Assessment
from inspector.usage.microsoft_graph.verdicts import KIND_NOT_SHOWN, GraphVerdict


def write_json(inventory: Inventory, assessment: Assessment | None, out: TextIO) -> None:
    """Writes the report for programs.

    Args:
        inventory: what the client uses.
        assessment: what takes its place; ``None`` if that was not asked for.
        out: where to.
    """
    out.writelines(f"{json_line(each)}\n" for each in _objects(inventory, assessment))


def _objects(inventory: Inventory, assessment: Assessment | None) -> Iterator[dict[str, Any]]:
    names = ("files", "interactions", "messages", "unread", "mailboxes", "users", "untimed")
    yield {"type": "recording"} | {name: getattr(inventory, name) for name in names}
    assessed = assessment.assessed if assessment else tuple(Assessed(fact) for fact in inventory.facts)
    for each in assessed:
        told = {"type": "fact"} | fact_as_json(each.fact)
        if assessment is not None:
            told["verdicts"] = [_verdict(verdict) for verdict in each.verdicts]
        yield told
    for measure in inventory.measures:
        yield {"type": "measure"} | asdict(measure)
    if assessment is not None:
        yield from _about_graph(assessment)


def fact_as_json(fact: Fact) -> dict[str, Any]:
    """Returns a fact as a JSON object."""
    return {
        "kind": str(fact.key.kind),
        "name": fact.key.name,
        "use": fact.key.use,
        "count": fact.count,
        "interactions": fact.interactions,
        "errors": fact.errors,
        "operations": dict(fact.operations),
        "resources": {name or KIND_NOT_SHOWN: count for name, count in fact.resources.items()},
        "places": [place._asdict() for place in fact.places],
        "more": fact.more,
        "filter": fact.filter() if len({place.file for place in fact.places}) == 1 else "",
    }


def _verdict(verdict: GraphVerdict) -> dict[str, Any]:
    return {
        "verdict": str(verdict.word),
        "resource": verdict.resource,
        "replacement": verdict.replacement,
        "note": verdict.note,
        "assumed": verdict.assumed,
        "delegated": list(verdict.delegated),
        "application": list(verdict.application),
        "own": verdict.own,
        "sources": list(verdict.cited),
    }


def _about_graph(assessment: Assessment) -> Iterator[dict[str, Any]]:
    for name in ("delegated", "application"):
        for permission in getattr(assessment.consent, name):
            yield {"type": "permission", "for": name} | asdict(permission)
    for fit in assessment.fits:
        value = None if fit.measure is None else fit.measure.value
        yield {"type": "limit"} | asdict(fit.limit) | {"seen": value, "fits": fit.fits}
    for date in assessment.dates:
        yield {"type": "date"} | asdict(date)


def write_changes_json(changes: Iterable[Change], out: TextIO) -> None:
    """Writes what one recording uses more or less than another.

    Args:
        changes: what has changed.
        out: where to.
    """
    for change in changes:
        told = {
            "type": "change",
            "sign": change.sign,
            "kind": str(change.key.kind),
            "name": change.key.name,
            "use": change.key.use,
            "before": change.before.count if change.before else 0,
            "after": change.after.count if change.after else 0,
        }
        out.write(f"{json_line(told)}\n")
