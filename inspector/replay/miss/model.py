"""Misses: requests that no recording answers, with the reason and what was nearest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inspector.diff import Difference
from inspector.protocols.common.namespaces import ERRORS
from inspector.replay.answer import Answer, Origin, Source
from inspector.wire.soap_fault import fault_response, xml_text

MISS_NAMESPACE = "urn:ews-inspector:miss"
_SHOWN = 10
# What clients show of a fault is the code of EWS in its detail; this one makes none of them try again.
_CODE = "ErrorInternalServerError"


class Reason(StrEnum):
    """Why no recording answers a request."""

    NEVER_RECORDED = "never recorded"
    DIFFERENT = "different"
    ACCOUNT = "another account"
    ORDER = "another order"
    USED_UP = "used up"
    TOO_EARLY = "too early"
    UNREADABLE = "unreadable"
    WIRED_IN = "an identifier of the recording"
    INCOMPLETE = "not all of the answer"
    COLLISION = "an identifier twice"


_SENTENCES = {
    Reason.NEVER_RECORDED: "Nothing like it was recorded.",
    Reason.DIFFERENT: "It differs from every recording of its kind.",
    Reason.ACCOUNT: "It was recorded for another account.",
    Reason.ORDER: "The same was recorded in another order.",
    Reason.USED_UP: "Each of its recordings has answered once.",
    Reason.TOO_EARLY: "It names an identifier that this run has not issued yet.",
    Reason.UNREADABLE: "It cannot be read, and was not recorded in this form.",
    Reason.INCOMPLETE: "Its recording has not all of the answer.",
    Reason.COLLISION: "The simulator's answer would issue an identifier that a recording has.",
    Reason.WIRED_IN: "It names an identifier of the recorded session, not one of this run.",
}


class Part(StrEnum):
    """What of a request can set it apart from a recording."""

    LINE = "method, path or query"
    HEADER = "header"
    ACCOUNT = "account"
    ORDER = "order"
    BODY = "body"


@dataclass(frozen=True)
class Near:
    """A recording that comes near to a request.

    Args:
        cassette: its file.
        n: its number in it.
        differences: what differs, as far as it is told.
        total: how many differences there are, up to a bound.
        parts: what of the request they are in.
    """

    cassette: str
    n: int
    differences: tuple[Difference, ...]
    total: int
    parts: frozenset[Part] = frozenset((Part.BODY,))

    def to_json(self) -> dict[str, Any]:
        """Returns it as the control API shows it."""
        found = [
            {"path": one.path, "kind": str(one.kind), "recorded": one.recorded, "got": one.got}
            for one in self.differences
        ]
        return {"cassette": self.cassette, "recording": self.n, "total": self.total, "differences": found} | {
            "differs_in": sorted(map(str, self.parts))
        }


@dataclass(frozen=True)
class Miss:
    """A request that no recording answers. It holds scrubbed values only.

    Args:
        at: the clock time of the request, in seconds.
        method: the method of the request.
        path: the path of its URL.
        endpoint: the kind of endpoint.
        operation: the operation's name; empty if it is not known.
        reason: why nothing answers it.
        first: what departs, and from what, in one line with a path and both values.
        advice: what can be done about it; empty if that cannot be told.
        nearest: the recordings that come nearest, nearest first.
    """

    at: float
    method: str
    path: str
    endpoint: str
    operation: str
    reason: Reason
    first: str
    advice: str = ""
    nearest: tuple[Near, ...] = ()

    @property
    def line(self) -> str:
        """The operation, and what departs: the first line of the explanation."""
        return f"{self.operation}: {self.first}" if self.operation else self.first

    def __str__(self) -> str:
        """The whole explanation; its first line names the path and both values."""
        lines = [self.line, _SENTENCES[self.reason]]
        for near in self.nearest:
            lines.append(f"Compared with interaction {near.n} of {near.cassette}:")
            lines += [f"  {difference}" for difference in near.differences]
            if near.total > len(near.differences):
                lines.append(f"  and {near.total - len(near.differences)} more")
        if self.advice:
            lines.append(self.advice)
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Returns it as the control API shows it."""
        return {
            "at": round(self.at, 6),
            "method": self.method,
            "path": self.path,
            "endpoint": self.endpoint,
            "operation": self.operation,
            "reason": str(self.reason),
            "first": self.first,
            "advice": self.advice,
            "text": str(self),
            "nearest": [near.to_json() for near in self.nearest],
        }

    def answer(self) -> Answer:
        """Returns the answer to the request: HTTP 500 with a fault that tells all this."""
        response = fault_response(str(self), detail=self._detail(), said_by="miss")
        origin = Origin(Source.MISS, self.endpoint, self.operation, note=self.first)
        return Answer.of(response, origin)

    def _detail(self) -> str:
        nearest = "".join(
            f'<nearest cassette="{_attribute(near.cassette)}" recording="{near.n}">'
            + "".join(_difference_xml(one) for one in near.differences[:_SHOWN])
            + "</nearest>"
            for near in self.nearest
        )
        return (
            f'<e:ResponseCode xmlns:e="{ERRORS}">{_CODE}</e:ResponseCode>'
            f'<e:Message xmlns:e="{ERRORS}">{xml_text(self.line)}</e:Message>'
            f'<miss xmlns="{MISS_NAMESPACE}"><operation>{xml_text(self.operation)}</operation>'
            f"<reason>{self.reason}</reason><first>{xml_text(self.first)}</first>{nearest}</miss>"
        )


def _difference_xml(one: Difference) -> str:
    recorded = "" if one.recorded is None else f"<recorded>{xml_text(one.recorded)}</recorded>"
    got = "" if one.got is None else f"<got>{xml_text(one.got)}</got>"
    return f'<difference path="{_attribute(one.path)}" kind="{one.kind}">{recorded}{got}</difference>'


def _attribute(text: str) -> str:
    return xml_text(text).replace('"', "&quot;")
