"""Bodies that nobody would write: messages of every kind, damaged, packed and mixed at random.

By hand, for as many as are wanted::

    python -m tests.scrub.fuzzing 1000000 --seed 7

It tells each body that a scrubber, the check or the opener fails on, and the slowest.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import logging
import random
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inspector.cassette import Cassette, CassetteHeader, Interaction
from inspector.resources import cassettes_dir
from inspector.scrub import Scrubber
from inspector.scrub.check import LeakFinder
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.wire.body import open_body
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.canaries.catalogue import CATALOGUE
from tests.canaries.layers import LAYERS

__all__ = ["Body", "Trouble", "bodies", "trouble_with"]

_LARGEST = 8192
_PIECES = (
    *b"<>&;\"'=/?!-[]{}()@:\\ \t\r\n\0\xff\xfe\xef\xbb\xbf\x1f\x8b".decode("latin-1"),
    "<![CDATA[", "]]>", "<!--", "-->", "<?xml", "?>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&#x0;",
    "&#99999999;", "xmlns=", "xmlns:a='", "</", "/>", "<a ", "<a:b>", "&amp;", "&lt;", "\\u0000",
    "\\ud83d", "%00", "%", "=?a?b?", "Content-Type: multipart/mixed; boundary=a", "\r\n--a\r\n",
    "\r\n--a--", "=\r\n", "=3D", "BEGIN:VCARD", "N:;;", "anna@contoso.com", "+1 425 867 5309",
    "PIN: 4711", "Basic YTpi", "eyJhbGciOiJub25lIn0.e30.", "S-1-5-21-1-2-3-4", "\ufeff", "\u00a0",
    "\u00ad", "\u200b", "\u202e", "\ud800", "\U0001f600", "İ", "ß", "ﬁ", "é", "e\u0301", "１", " " * 500,
    "A" * 500, "9" * 500, "a;" * 200, "<a>" * 100, "\x03\x01\x6a\x00", "PK\x03\x04", "\x28\xb5\x2f\xfd",
)  # fmt: skip
_KINDS = (
    "text/xml; charset=utf-8", "text/xml", "text/xml; charset=utf-16", "text/xml; charset=iso-2022-jp",
    "text/html", "text/plain; charset=windows-1252", "application/json",
    "application/x-www-form-urlencoded", "application/vnd.ms-sync.wbxml",
    "application/vnd.ms-sync.multipart", "multipart/related; boundary=a", "application/octet-stream",
    "message/rfc822", "text/calendar", "", "text/xml; charset=utf-7", ";;=",
)  # fmt: skip


@dataclass(frozen=True)
class Body:
    """A body and what is said of it."""

    content: bytes
    kind: str


@dataclass(frozen=True)
class Trouble:
    """What went wrong with a body."""

    what: str
    body: Body


def _seeds() -> list[bytes]:
    """Bodies to begin with: of the sample cassettes, and a canary of each kind in each layer."""
    found = []
    for file in sorted(cassettes_dir().glob("*.jsonl")):
        with Cassette(file) as cassette:
            for one in cassette:
                found += [one.request.body, one.response.body if one.response else b""]
    for at, plant in enumerate(LAYERS.values()):
        for place in CATALOGUE[at % 7 :: 7]:
            response = plant(place).response
            found.append(response.body if response is not None else b"")
    return [body for body in dict.fromkeys(found) if 0 < len(body) <= _LARGEST]


def _cut(body: bytes, draw: random.Random) -> bytes:
    at, end = sorted((draw.randrange(len(body) + 1), draw.randrange(len(body) + 1)))
    return body[:at] + body[end:] if end - at < len(body) // 2 else body[at:end]


def _flip(body: bytes, draw: random.Random) -> bytes:
    made = bytearray(body)
    for _ in range(draw.randint(1, 8)):
        if made:
            made[draw.randrange(len(made))] = draw.randrange(256)
    return bytes(made)


def _insert(body: bytes, draw: random.Random) -> bytes:
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(body) + 1)
        body = body[:at] + draw.choice(_PIECES).encode("utf-8", "surrogatepass") + body[at:]
    return body


def _repeat(body: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(body) + 1)
    piece = body[at : at + draw.randint(1, 40)]
    return body[:at] + piece * draw.randint(2, 60) + body[at:]


def _pack(body: bytes, draw: random.Random) -> bytes:
    packed = base64.b64encode(body)
    return draw.choice(
        [
            lambda: gzip.compress(body, mtime=0),
            lambda: zlib.compress(body),
            lambda: packed,
            lambda: b"<r><Content>" + packed + b"</Content></r>",
            lambda: b"<r><![CDATA[" + body.replace(b"]]>", b"") + b"]]></r>",
            lambda: body.decode("utf-8", "replace").encode("utf-16"),
            lambda: body.decode("latin-1").encode("utf-16-be"),
            lambda: b"Subject: x\r\nContent-Transfer-Encoding: base64\r\n\r\n" + packed,
            lambda: b"--a\r\n\r\n" + body + b"\r\n--a--\r\n",
            lambda: b"\x02\x00\x00\x00\x14\x00\x00\x00" + len(body).to_bytes(4, "little") + body,
        ]
    )()


_CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut,
    _flip,
    _insert,
    _insert,
    _repeat,
    _pack,
)


def bodies(seed: int, count: int) -> Iterator[Body]:
    """Yields damaged bodies, of some kilobytes at most.

    Args:
        seed: the same seed gives the same bodies.
        count: how many.
    """
    draw, seeds = random.Random(seed), _seeds()
    for _ in range(count):
        body = draw.choice(seeds)
        if draw.random() < 0.1:
            body += draw.choice(seeds)
        for _ in range(draw.randint(1, 4)):
            body = draw.choice(_CHANGES)(body, draw)[:_LARGEST]
        yield Body(body, draw.choice(_KINDS))


def _interaction(body: Body) -> Interaction:
    fields = Headers([("Content-Type", body.kind), ("X-Any", body.content[:80].decode("latin-1"))])
    request = HttpRequest(fields, body.content, "POST", "/EWS?x=" + body.content[80:160].decode("latin-1"))
    return Interaction(1, 0.0, request, HttpResponse(fields, body.content))


def trouble_with(body: Body, profile: str, seconds: float) -> Iterator[Trouble]:
    """Yields what goes wrong with a body: what raises, takes too long, or is not written back the same.

    Args:
        body: the body.
        profile: of the scrubber.
        seconds: the most processor time that a kilobyte may take to be scrubbed, and to be looked through.
    """
    most = seconds * max(1.0, len(body.content) / 1024)
    one = _interaction(body)
    finder = LeakFinder(CassetteHeader(), Pseudonyms(b"salt"), profile)
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("opening", lambda: open_body(body.content, body.kind).write() is body.content),
        ("scrubbing", lambda: Scrubber(profile, "salt").scrub(one)),
        ("checking", lambda: list(finder.look(one))),
    )
    for step, run in steps:
        began = time.thread_time()
        try:
            result = run()
        except Exception as problem:  # noqa: BLE001 - that nothing raises is what is tried
            yield Trouble(f"{step} raised {problem!r:.200}", body)
            continue
        took = time.thread_time() - began
        if result is False:
            yield Trouble(f"{step} wrote other bytes", body)
        if took > most:  # again, as a collector or a busy machine may have come between
            took = min(took, *(_time_of(run) for _ in range(3)))
        if took > most:
            yield Trouble(f"{step} took {took * 1000:.0f} ms for {len(body.content):,} bytes", body)


def _time_of(run: Callable[[], object]) -> float:
    began = time.thread_time()
    run()
    return time.thread_time() - began


def main() -> int:
    """Runs it by hand; returns 1 if something went wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", default="identity")
    parser.add_argument("--seconds", type=float, default=0.1)
    given = parser.parse_args()
    logging.disable()
    troubles = 0
    for body in bodies(given.seed, given.count):
        for trouble in trouble_with(body, given.profile, given.seconds):
            troubles += 1
            print(f"{trouble.what}: {body.kind!r} {base64.b64encode(body.content).decode()}", flush=True)
    print(f"{given.count:,} bodies, {troubles} troubles")
    return 1 if troubles else 0


if __name__ == "__main__":
    raise SystemExit(main())
