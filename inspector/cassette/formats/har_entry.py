"""An entry of an HTTP archive as an interaction, as browsers, proxies and this package write them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from inspector.cassette.formats.bodies import (
    Body,
    base64_body,
    from_text,
    hand_redacted,
    marked,
    meant_sizes,
    size_of,
    still_packed,
)
from inspector.cassette.formats.entry_fields import (
    EntryError,
    Json,
    a_number,
    a_status,
    a_text,
    an_object,
    named_fields,
    printable_text,
)
from inspector.cassette.formats.import_report import ImportReport
from inspector.cassette.model import Auth, Interaction, Missing
from inspector.wire.encoding import media_type_of
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wording import plural

_NO_BODY = (101, 204, 205, 304)  # statuses whose answers have none, whatever their fields say


def interaction_of(n: int, entry: object, at: float, timed: bool, report: ImportReport) -> Interaction:
    """Reads an entry.

    Args:
        n: its number, from 1.
        entry: the entry.
        at: when its request was, in seconds from the first.
        timed: whether the entry told that.
        report: what is told of it.

    Raises:
        EntryError: it is none.
    """
    request = an_object(entry, "request", "the entry")
    assert isinstance(entry, dict)
    response, own = _response(entry), _object(entry.get("_ews"))
    asked = _Side("request", f"entry {n}", request, own, report)
    conn = _word(own.get("conn")) or _word(entry.get("connection"))
    method = a_text(request, "method", "the request").upper()
    posted = asked.whole_unless_said(_posted(request, asked))
    the_request = HttpRequest(asked.headers, posted.content, method, _url(request, own), conn)
    answered, the_response, coding, error = Body(), None, "", _failure(entry, response)
    status = a_status(response.get("status")) if response else 0
    if status is None:
        raise EntryError("its answer has no status")
    if response is not None and status:
        side = _Side("response", f"entry {n}", response, own, report)
        answered = side.whole_unless_said(_content(response, side, status, method))
        reason = printable_text(response.get("statusText") or "")
        the_response, coding = HttpResponse(side.headers, answered.content, status, reason), side.coding
    elif error is None:
        error = "no answer in the archive" if response else "the entry has no response"
    found = Interaction(
        n=_whole(own.get("n")) or n,
        at=at,
        took=max(a_number(entry.get("time")) or 0.0, 0.0) / 1000,
        request=the_request,
        response=the_response,
        error=_word(own.get("error")) or error,
        conn=conn,
        endpoint=_word(own.get("endpoint")),
        operation=_word(own.get("operation")),
        auth=_auth(own.get("auth")),
        findings=_findings(own.get("findings")),
        request_encoding=asked.coding,
        response_encoding=coding,
    )
    return marked(found, posted, answered, timed=timed and own.get("times") != "none")


class _Side:
    """The fields of a message less Content-Encoding, as texts in an archive are decoded; and what it was."""

    def __init__(self, side: str, place: str, message: Json, own: Json, report: ImportReport) -> None:
        as_it_came = _object(own.get("headers")).get(side)
        fields, nameless = named_fields(as_it_came if as_it_came is not None else message.get("headers"))
        if nameless:
            report.note(f"{place}: {plural(nameless, 'header field')} of the {side} without a name left out")
        self.exact = bool(own)  # written here, with sizes that are right
        self.coding = ""
        self.headers = fields
        self.missing = _object(own.get("missing")).get(side)
        if as_it_came is None:
            # HTTP/2 pseudo-fields (:authority) are what browsers write.
            fields = Headers([field for field in fields if not field[0].startswith(":")])
            self.coding = (
                _word(_object(own.get("codings")).get(side)) or fields.first("content-encoding") or ""
            )
            self.headers = fields.without("content-encoding")
        self.content_type = self.headers.first("content-type")
        self.media_type = media_type_of(self.content_type)

    def whole_unless_said(self, body: Body) -> Body:
        """A body that was not whole in the cassette that this archive was made of is not whole now."""
        missing = Missing.of(self.missing)
        return body if missing is None else Body(body.content, missing, "is not whole")

    def of_text(self, text: str, packed: bool, size: int, compression: int = 0) -> Body:
        if hand_redacted(text, self.media_type) and not self.exact:
            return Body.redacted()
        if packed:
            body = base64_body(text)
            content = still_packed(body.content, self.coding, size)
            return Body(content, body.missing, body.detail)
        told = (size, size + compression) if size >= 0 else ()  # mitmproxy counts the compressed body
        return from_text(text, self.content_type, (0,) if self.exact else told)


def _response(entry: Json) -> Json | None:
    response = entry.get("response")
    if response is not None and not isinstance(response, dict):
        raise EntryError("its response is no object")
    return response or None


def _failure(entry: Json, response: Json | None) -> str | None:
    """What a browser says of a request that failed, wherever it says it."""
    for part in (response or {}, entry):
        said = part.get("_error")
        if said:
            return printable_text(said if isinstance(said, str) else "the request failed")
    return None


def _url(request: Json, own: Json) -> str:
    return _word(own.get("url")) or a_text(request, "url", "the request")


def _posted(request: Json, side: _Side) -> Body:
    post, size = request.get("postData"), size_of(request, "bodySize")
    post = post if isinstance(post, dict) else {}
    packed = post.get("_textBase64")
    if isinstance(packed, str):
        return base64_body(packed)
    text = post.get("text")
    if isinstance(text, str) and text:
        body = side.of_text(text, post.get("encoding") == "base64", size)
        return body if side.coding or side.exact else body.of_size(meant_sizes(body.content, text), size)
    params = post.get("params")
    if isinstance(params, list) and params:
        pairs = [(one.get("name", ""), one.get("value", "")) for one in params if isinstance(one, dict)]
        return Body(urlencode(pairs).encode())
    length = size if size >= 0 else _length(side.headers)
    if length > 0 and not side.exact:
        return Body.absent(f"is not in the archive ({length:,} bytes were sent)")
    return Body()


def _content(response: Json, side: _Side, status: int, method: str) -> Body:
    content = _object(response.get("content"))
    text, size = content.get("text"), size_of(content, "size")
    if isinstance(text, str) and text:
        packed = content.get("encoding") == "base64"
        saved = content.get("compression")
        compression = saved if isinstance(saved, int) else 0
        body = side.of_text(text, packed, size, compression)
        if side.exact or (side.coding and size == size_of(response, "bodySize")):
            return body  # the size is that of the compressed body
        sizes = meant_sizes(body.content, "" if packed else text)
        size += compression if size + compression in sizes else 0
        return body.of_size(sizes, size)
    if side.exact or status in _NO_BODY or method == "HEAD":
        return Body()
    if text == "" and content.get("compression") == -size:
        return Body()  # the size is that of nothing, compressed
    length = size if size > 0 or text is not None else _length(side.headers)
    return Body.absent(f"is not in the archive ({length:,} bytes came)") if length > 0 else Body()


def _length(headers: Headers) -> int:
    text = headers.first("content-length") or ""
    return int(text) if text.isdecimal() and len(text) < 16 else -1


def _auth(auth: object) -> Auth | None:
    if not isinstance(auth, dict) or not isinstance(auth.get("scheme"), str):
        return None
    return Auth(str(auth["scheme"]), _whole(auth.get("legs")) or 1, str(auth.get("application") or ""))


def _findings(findings: object) -> tuple[dict[str, Any], ...]:
    return tuple(one for one in findings if isinstance(one, dict)) if isinstance(findings, list) else ()


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: object) -> str:
    return printable_text(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**53 else 0
