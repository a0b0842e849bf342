"""What stands in the place of what must not be written."""

from __future__ import annotations

import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.cassette import Interaction
from inspector.cassette.withheld import withheld_reason
from inspector.scrub import ScrubbedLogs, Scrubber
from inspector.scrub.withheld import withheld, without_content
from inspector.wire import Headers, HttpRequest, HttpResponse


class TestTheMarker:
    def test_it_says_why_how_long_and_which(self) -> None:
        said = withheld("scrubbing failed: KeyError", b"x" * 1234, b"salt")
        assert re.fullmatch(
            r"\[withheld: scrubbing failed: KeyError; 1,234 bytes, sha256 [0-9a-f]{16}\]", said
        )

    def test_equal_contents_are_known_by_it_under_one_key_alone(self) -> None:
        assert withheld("r", b"4711", b"salt") == withheld("r", b"4711", b"salt")
        assert withheld("r", b"4711", b"salt") != withheld("r", b"4712", b"salt")
        assert withheld("r", b"4711", b"salt") != withheld("r", b"4711", b"other")

    def test_without_a_key_there_is_no_digest_that_could_be_guessed(self) -> None:
        assert withheld("r", b"4711", b"") == "[withheld: r; 4 bytes]"

    @given(st.text(max_size=300), st.binary(max_size=50))
    def test_any_reason_is_read_back(self, reason: str, content: bytes) -> None:
        marker = withheld(reason, content, b"salt").encode("ascii")
        assert withheld_reason(marker)

    @pytest.mark.parametrize("body", [b"", b"[withheld: ]", b"<a>[withheld: r; 1 bytes]</a>", b"x" * 500])
    def test_other_bodies_are_none(self, body: bytes) -> None:
        assert withheld_reason(body) is None


class TestWithoutContent:
    def made(self, **changes: str) -> Interaction:
        url = changes.get("url", "https://joe:pw@mail.example.com/ews/Exchange.asmx?a=secret")
        headers = Headers([("Content-Type", "text/xml"), ("Content-Encoding", "gzip"), ("Cookie", "secret")])
        request = HttpRequest(headers, b"secret", "POST", url)
        answer = HttpResponse(Headers([("X secret", "secret")]), b"secret", 299, "secret")
        extra = {"notes": ["secret"], "scrubbed": {"digests": ["a"]}}
        whole = Interaction(
            1,
            0.5,
            request,
            answer,
            "secret",
            0.1,
            "c1",
            "ews",
            "Secret",
            findings=({"m": "secret"},),
            extra=extra,
        )
        return without_content(whole, "a reason", b"salt")

    def test_nothing_is_left_of_what_was_said(self) -> None:
        left = repr(self.made())
        assert "secret" not in left.lower()
        assert "example" not in left and "joe" not in left

    def test_what_was_asked_when_and_the_status_is_left(self) -> None:
        one = self.made()
        assert (one.n, one.at, one.took, one.conn, one.endpoint) == (1, 0.5, 0.1, "c1", "ews")
        assert (one.request.path, one.request.method, one.response.status) == (
            "/ews/Exchange.asmx",
            "POST",
            299,
        )
        assert (one.request.header("content-type"), one.request_encoding) == ("text/xml", "gzip")
        assert one.extra == {"scrubbed": {"digests": ["a"]}}

    @pytest.mark.parametrize(
        ("url", "path"),
        [
            (
                "/autodiscover/autodiscover.json/v1.0/joe@example.com",
                "/autodiscover/autodiscover.json/v1.0/withheld",
            ),
            ("http://[::1/EWS/x", "/withheld"),
            ("https://mail.example.com", "/"),
        ],
    )
    def test_of_a_path_the_words_of_the_protocol_are_left(self, url: str, path: str) -> None:
        assert self.made(url=url).request.path == path


def test_a_log_line_that_cannot_be_scrubbed_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    scrubber = Scrubber("secrets", "salt")

    def fails(text: str) -> str:
        raise RecursionError(text)

    monkeypatch.setattr(scrubber, "text", fails)
    record = logging.LogRecord("a", logging.INFO, "", 0, "secret %s", ("secret",), None)
    assert ScrubbedLogs(scrubber).filter(record)
    assert record.getMessage() == "[withheld: scrubbing failed: RecursionError; 13 bytes]"
