"""An exchange of which a client's log has told: its parts come one by one, and some may never come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inspector.cassette.formats.bodies import Body, as_decoded, marked
from inspector.cassette.formats.import_report import ImportReport
from inspector.cassette.formats.times import EntryTimes, lasted
from inspector.cassette.model import Interaction
from inspector.wire.http import Headers, HttpRequest, HttpResponse

EWS_PATH = "/EWS/Exchange.asmx"
_AUTODISCOVER_PATH = "/autodiscover/autodiscover.svc"
_XML = Headers([("Content-Type", "text/xml; charset=utf-8")])
_NO_BODY_NEEDED = (204, 302, 304, 401, 407)


@dataclass
class Traced:
    """What a log has told of an exchange so far.

    Args:
        request: the request's head; ``None`` if the log does not have it.
        posted: its body; ``None`` likewise.
        response: the response's head; ``None`` likewise.
        answered: its body; ``None`` likewise.
        asked_at: when the request went out, in seconds since 1970.
        answered_at: when the response was there.
        took: how many seconds lie between, if the log tells.
        thread: what the client did it in.
        autodiscover: whether it was sent to Autodiscover.
        error: why there was no response.
    """

    request: HttpRequest | None = None
    posted: Body | None = None
    response: HttpResponse | None = None
    answered: Body | None = None
    asked_at: float | None = None
    answered_at: float | None = None
    took: float | None = None
    thread: str = ""
    autodiscover: bool = False
    error: str = ""

    @property
    def has_response(self) -> bool:
        """Whether anything of the response is known."""
        return self.response is not None or self.answered is not None


def interaction_of(n: int, traced: Traced, timeline: EntryTimes, report: ImportReport) -> Interaction:
    """Makes an interaction of what a log has told; what it has not told is counted, or marked.

    Args:
        n: its number.
        traced: the exchange.
        timeline: where it belongs in time.
        report: counts the heads that the log does not have.
    """
    at, timed = timeline.at(traced.asked_at)
    took = traced.took if traced.took is not None else lasted(traced.asked_at, traced.answered_at)
    request = traced.request
    if request is None:
        report.count("requests without their header")
        request = HttpRequest(_XML, b"", "POST", _AUTODISCOVER_PATH if traced.autodiscover else EWS_PATH)
    posted = traced.posted
    if posted is None:
        bodiless = request.method in ("GET", "HEAD", "OPTIONS")
        posted = Body() if bodiless else Body.absent("is not in the log")
    asked_headers, _ = as_decoded(request.headers, posted.content)
    found: dict[str, Any] = {"took": took, "conn": traced.thread}
    asked = HttpRequest(asked_headers, posted.content, request.method, request.url, traced.thread)
    response, answered = traced.response, traced.answered or Body()
    if response is None and traced.answered is not None:
        report.count("answers without their header")
        fault = b":Fault>" in answered.content
        response = HttpResponse(_XML, b"", 500 if fault else 200, "Internal Server Error" if fault else "OK")
    if response is None:
        found["error"] = traced.error or "no answer in the log"
        return marked(Interaction(n, at, asked, **found), posted, Body(), timed=timed)
    bodiless = response.status in _NO_BODY_NEEDED or request.method == "HEAD"
    if traced.answered is None and not bodiless and response.header("content-length") != "0":
        answered = Body.absent("is not in the log")
    headers, found["response_encoding"] = as_decoded(response.headers, answered.content)
    whole = HttpResponse(headers, answered.content, response.status, response.reason)
    return marked(Interaction(n, at, asked, whole, **found), posted, answered, timed=timed)


def belongs_to(traced: Traced, answer: str) -> bool:
    """Whether an answer fits a request: its payload is named as the request's is."""
    if traced.posted is None:
        return True
    name = _payload(traced.posted.content.decode("utf-8", "replace"))
    return not name or f"{name}Response" in answer[:20_000] or ":Fault" in answer[:20_000]


def _payload(message: str) -> str:
    """The local name of the first child of the SOAP body; empty if there is none."""
    after = message.find("Body>")
    start = message.find("<", after + 5) if after >= 0 else -1
    if start < 0:
        return ""
    name = message[start + 1 : start + 100].split(">", 1)[0].split(None, 1)[0].rstrip("/")
    return name.rpartition(":")[2]
