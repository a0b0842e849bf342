"""An interaction of a request and the bytes of what came back, as archives and folders keep them."""

from __future__ import annotations

from dataclasses import replace

from inspector.cassette.formats.bodies import Body, hand_redacted, marked
from inspector.cassette.formats.entry_fields import EntryError
from inspector.cassette.formats.raw_http import parse_responses
from inspector.cassette.model import Auth, Interaction
from inspector.errors import InputError
from inspector.wire.http import HttpRequest, HttpResponse

_NO_BODY = (101, 204, 205, 304)  # statuses whose answers have none, whatever their fields say
_SHORT = 200  # bytes; a note in the place of a body is no longer


def exchange(
    asked: Interaction, data: bytes, *, timed: bool = True, container: str = "file", by_hand: bool = False
) -> Interaction:
    """Returns an interaction with its response, and with what of both is not there.

    Args:
        asked: the interaction so far.
        data: the response as bytes, with those that came before it; empty if there is none.
        timed: whether its time is known.
        container: what holds it, for messages.
        by_hand: whether people write such files: Content-Length then tells nothing.

    Raises:
        EntryError: the response is no HTTP.
    """
    posted = _body_of(asked.request, counts=not by_hand)
    asked = replace(asked, request=replace(asked.request, body=posted.content))
    if not data.strip():
        return marked(replace(asked, error=f"no response in the {container}"), posted, Body(), timed=timed)
    try:
        *before, last = parse_responses(data, "")
    except InputError as problem:
        raise EntryError(f"its response is no HTTP: {problem.what}") from None
    counts = not by_hand and asked.request.method != "HEAD" and last.status not in _NO_BODY
    answered = _body_of(last, counts=counts)
    challenges = [one for one in before if one.status in (401, 407)]
    auth = _auth(challenges) or asked.auth
    found = replace(asked, response=replace(last, body=answered.content), auth=auth)
    return marked(found, posted, answered, timed=timed)


def _body_of(message: HttpRequest | HttpResponse, *, counts: bool) -> Body:
    """A message's body, and what of it is not there: less than its Content-Length, or taken out by hand."""
    body = message.body
    if len(body) < _SHORT and hand_redacted(body.decode("latin-1"), message.media_type):
        return Body.redacted()
    length = message.header("content-length") or ""
    size = int(length) if counts and length.isdecimal() and len(length) < 16 else -1
    if not body and size > 0:
        return Body.absent(f"is not in the archive ({size:,} bytes were sent)")
    return Body(body).of_size({len(body)}, size)


def _auth(challenges: list[HttpResponse]) -> Auth | None:
    """How an answer was got after challenges: the scheme of the last one."""
    if not challenges:
        return None
    said = challenges[-1].header("www-authenticate") or challenges[-1].header("proxy-authenticate") or ""
    scheme = said.split(None, 1)[0].rstrip(",") if said.split() else ""
    return Auth(scheme if scheme.isalpha() else "other", len(challenges) + 1)
