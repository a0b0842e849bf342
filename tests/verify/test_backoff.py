"""How long a busy server asks to wait."""

import pytest

from inspector.verify.backoff import wait_asked
from inspector.wire.http import Headers, HttpResponse

NOW = ("Date", "Mon, 05 Jan 2026 08:00:00 GMT")


def answer(status, *fields, body=b""):
    return HttpResponse(Headers(fields), body, status)


@pytest.mark.parametrize(
    ("response", "seconds"),
    [
        (answer(200), None),
        (answer(500, ("Retry-After", "9")), None),
        (answer(503, ("Retry-After", "9")), 9.0),
        (answer(429), 1.0),
        (answer(503, ("Retry-After", "soon")), 1.0),
        (answer(503, NOW, ("Retry-After", "Mon, 05 Jan 2026 08:01:00 GMT")), 60.0),
        (answer(503, NOW, ("Retry-After", "Mon, 05 Jan 2026 07:00:00 GMT")), 0.0),
        (answer(500, body=b"<ResponseCode>ErrorServerBusy</ResponseCode>"), 1.0),
        (
            answer(
                200,
                body=b"<c> ErrorServerBusy </c><t:Value Name='BackOffMilliseconds' x='1'> 2500 </t:Value>",
            ),
            2.5,
        ),
        (answer(503, ("Content-Encoding", "gzip"), body=b"no gzip"), 1.0),
        (answer(200, body=b"<t:Body>ErrorServerBusy is a code</t:Body>"), None),
    ],
)
def test_what_a_server_asks_for(response, seconds):
    assert wait_asked(response) == seconds
