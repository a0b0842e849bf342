"""How long a server that is busy asks its clients to wait."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpResponse

_STATUSES = (429, 503)
_BUSY = re.compile(rb">\s{0,99}ErrorServerBusy\s{0,99}<")
_BACK_OFF = re.compile(
    rb"Name\s{0,9}=\s{0,9}[\"']BackOffMilliseconds[\"'][^>]{0,999}>\s{0,99}(\d{1,9})\s{0,99}<"
)
_UNTOLD = 1.0  # seconds, if the server does not say


def wait_asked(response: HttpResponse) -> float | None:
    """Returns how many seconds a busy server wants to be left alone; ``None`` if it is not busy.

    Args:
        response: its answer: an HTTP status with Retry-After (RFC 9110 section 10.2.3), or the response code
            ErrorServerBusy, with BackOffMilliseconds (MS-OXWSCDATA section 2.2.5.24).
    """
    try:
        content = response.content
    except EncodingError:
        content = b""
    if _BUSY.search(content):
        told = _BACK_OFF.search(content)
        return int(told[1]) / 1000 if told else _retry_after(response)
    return _retry_after(response) if response.status in _STATUSES else None


def _retry_after(response: HttpResponse) -> float:
    text = (response.header("retry-after") or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
        now = parsedate_to_datetime(response.header("date") or "")
    except ValueError:
        return _UNTOLD
    return max(0.0, (_with_zone(until) - _with_zone(now)).total_seconds())


def _with_zone(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
