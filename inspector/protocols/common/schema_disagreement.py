"""Two verdicts on one request: that of the schema, and that of the server that answered it."""

from __future__ import annotations

from inspector.protocols.message import Message, text_of
from inspector.protocols.session import History
from inspector.wire.http import HttpResponse

_REFUSED = "ErrorSchemaValidation"
_MOST = 160  # characters of what a server says


def went_amiss(response: Message, history: History) -> bool:
    """Whether anything may have gone wrong in an interaction.

    That is so unless the schema has nothing against the request, and the answer says with status 200 that all
    went well.

    Args:
        response: the answer.
        history: what the session has shown; it knows what the schema says.
    """
    http = response.http
    assert isinstance(http, HttpResponse)
    return http.status != 200 or history.schema_says != "" or not response.succeeded


def schema_disagreement(response: Message, history: History) -> str:
    """Returns how schema and server disagree about the request, with both reasons; empty if they do not.

    A request that is not valid and fails for another reason is no disagreement: the server may have looked
    at that first.

    Args:
        response: the answer.
        history: what the session has shown; it knows what the schema says.
    """
    said = history.schema_says
    if said is None or (not said and response.succeeded):
        return ""  # which is nearly always
    refusal = _refusal(response)
    if said and refusal is None and response.succeeded:
        return f"the server accepts a request that the schema refuses: {said}"
    if not said and refusal is not None:
        reason = f": {refusal[:_MOST]}" if refusal else ""
        return f"the server refuses a request that the schema accepts{reason}"
    return ""


def _refusal(response: Message) -> str | None:
    """What the server says against the request; ``None`` if it does not call it invalid."""
    fault = response.fault
    if fault is not None:
        if _REFUSED not in (fault.code, fault.detail_text("ResponseCode")):
            return None
        return " ".join(max(fault.text, fault.detail_text("Message") or "", key=len).split())
    if text_of(response.children.get("ResponseCode")) != _REFUSED:
        return None
    return " ".join(text_of(response.children.get("MessageText")).split())
