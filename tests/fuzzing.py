"""Bytes that nobody would send, for each part that reads what a stranger wrote.

By hand, for as many as are wanted (opening, scrubbing and its check have ``tests.scrub.fuzzing``, files of
other tools ``EWS_INSPECTOR_FUZZ``)::

    python -m tests.fuzzing control reader --count 1000000 --seed 7

It tells each input that a part fails on, and what it failed with.
"""

from __future__ import annotations

import argparse
import base64
import gc
import json
import logging
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from inspector.cassette import Cassette, Interaction
from inspector.cassette.model import encode_line, read_header, read_interaction
from inspector.clock import ManualClock
from inspector.conformance.check import Checker
from inspector.errors import InspectorError
from inspector.filter import parse_filter
from inspector.protocols.common.failures import OperationError
from inspector.protocols.oxwscore.mime import properties_of
from inspector.replay import Replayer
from inspector.resources import cassettes_dir
from inspector.serve.hosted_responder import Hosted
from inspector.wire.canonical import canonical_text
from inspector.wire.http import Headers, HttpRequest
from inspector.wire.ntlm import NtlmMessage, decode_blob, pack_ntlm, read_ntlm
from inspector.wire.soap import read_documents, read_envelopes
from inspector.wire.wbxml import WBXML_TYPE, decode_wbxml, encode_wbxml
from inspector.wire.xml import parse_xml

__all__ = ["PARTS", "inputs", "mutated", "trouble_with"]

Read = Callable[[bytes], object]
_LARGEST = 8192
_SECONDS = 0.1  # of processor time, for a kilobyte or less
_REFUSALS = (InspectorError, OperationError)
_PIECES = (
    b"", b"\0", b"\xff", b"\n", b"\r\n\r\n", b"{", b"}", b"[", b"]", b":", b",", b'"', b"'", b"\\", b"<",
    b">", b"&", b"null", b"NaN", b"1e999", b"-1", b"9" * 400, b"\\ud800", b"\xed\xa0\x80", b"Z" * 500,
    b"<a>" * 60, b"[" * 200, b"(" * 200, b"!" * 200, b"true", b"<![CDATA[", b"]]>", b"<!--",
    b"<!DOCTYPE x>", b"xmlns=''", b"xmlns:t='urn:x'", b"&#0;", b"&#x10ffff;", b"%00", b"?after=", b"/",
    b"..", b"=?utf-8?b?", b"\r\n--a\r\n", b"=\r\n", b"\xff\xfe", b"\xef\xbb\xbf", "İ".encode(),
    "\u202e".encode(), b"NTLMSSP\0", b"\x03\x01\x6a\x00",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A part that reads bytes of strangers.

    Args:
        seeds: inputs that it takes; damaged ones are made of these.
        reader: makes what reads an input; it may raise only what a user is told in one line.
    """

    seeds: Callable[[], list[bytes]]
    reader: Callable[[], Read]


def mutated(
    content: bytes, dice: random.Random, largest: int = _LARGEST, pieces: Sequence[bytes] = _PIECES
) -> bytes:
    """Returns bytes with a few cuts, swaps, repetitions and strange pieces.

    Args:
        content: the bytes.
        dice: what is drawn from.
        largest: how many bytes there are at most.
        pieces: what is put between.
    """
    found = bytearray(content)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
        at, to = sorted((dice.randrange(len(found) + 1), dice.randrange(len(found) + 1)))
        what = dice.randrange(6)
        if what == 0:
            del found[at : at + dice.choice((1, 4, to - at))]
        elif what == 1:
            found[at : at + dice.choice((0, 1, 8))] = dice.choice(pieces)
        elif what == 2 and found:
            found[at % len(found)] = dice.randrange(256)
        elif what == 3:
            found[at:at] = found[at:to] * dice.choice((1, 2, 20))
        elif what == 4:
            found = found[:to] if to else found
        else:
            start = dice.randrange(len(found) + 1)
            found[at:to] = found[start : start + to - at]
        del found[largest:]
    return bytes(found)


def inputs(part: str, seed: int, count: int) -> Iterator[bytes]:
    """Yields damaged inputs for a part; the same seed gives the same ones.

    Args:
        part: its name in :data:`PARTS`.
        seed: what the dice begin with.
        count: how many.
    """
    dice, seeds = random.Random(f"{seed} {part}"), PARTS[part].seeds()
    for _ in range(count):
        yield mutated(dice.choice(seeds), dice)


def trouble_with(read: Read, content: bytes) -> str:
    """Says what goes wrong with an input: what raises, or takes too long; empty if nothing does."""
    collects = gc.isenabled()
    gc.disable()  # what the rest of a long run left behind is not this input's cost
    began = time.thread_time()
    try:
        read(content)
    except _REFUSALS as problem:
        if "\n" in str(problem) or len(str(problem)) > 2_000:
            return f"refused in {len(str(problem)):,} characters or several lines"
    except Exception as problem:  # noqa: BLE001 - that nothing else is raised is what is tried
        return f"raised {problem!r:.200}"
    finally:
        took = time.thread_time() - began
        if collects:
            gc.enable()
    most = _SECONDS * max(1.0, len(content) / 1024)
    return f"took {took * 1000:.0f} ms for {len(content):,} bytes" if took > most else ""


def _recorded() -> list[Interaction]:
    found = []
    for file in sorted(cassettes_dir().glob("*.jsonl")):
        with Cassette(file) as cassette:
            found += list(cassette)
    return found


def _bodies(kind: str) -> list[bytes]:
    both = [side for one in _recorded() for side in (one.request, one.response) if side is not None]
    bodies = [side.body for side in both if (side.media_type == WBXML_TYPE) == (kind == "wbxml")]
    return [body for body in dict.fromkeys(bodies) if 0 < len(body) <= _LARGEST]


def _read_xml() -> Read:
    checker = Checker(select=["WIRE"])

    def read(content: bytes) -> None:
        for parse in (read_envelopes, read_documents):
            try:
                parse(content)
            except _REFUSALS:
                continue
        headers = Headers([("Content-Type", "text/xml; charset=utf-8")])
        checker.check(HttpRequest(headers, content, "POST", "/EWS/Exchange.asmx"), None)

    return read


def _read_canonical() -> Read:
    def read(content: bytes) -> None:
        root = parse_xml(content)
        # What libxml2 writes of white space in attributes, and of line ends, it reads as it was.
        assert canonical_text(parse_xml(etree.tostring(root))) == canonical_text(root)

    return read


def _read_wbxml() -> Read:
    def read(content: bytes) -> None:
        encode_wbxml(decode_wbxml(content))

    return read


_NTLM = (
    NtlmMessage(1, {"domain": "CONTOSO", "workstation": "PC"}),
    NtlmMessage(3, {"domain": "CONTOSO", "user": "anna", "workstation": "PC"}, {"nt_response": b"\1" * 60}),
)


def _read_ntlm() -> Read:
    def read(content: bytes) -> None:
        read_ntlm(content)
        blob = decode_blob(content.decode("latin-1"))
        if blob is not None:
            read_ntlm(blob)

    return read


_MAILS = (
    b"Subject: =?utf-8?b?w7w=?=\r\nFrom: Anna <anna@example.com>\r\nTo: a@example.com, b@example.com\r\n"
    b"Date: Sat, 28 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@example.com>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<p>x</p>\r\n--a\r\nContent-Type: audio/wav; name=a.wav\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"UklGRg==\r\n"
    b"--a\r\nContent-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\nz\r\n--a--\r\n",
    b"Subject: x\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe\r\n",
)


def _read_mime() -> Read:
    return lambda content: properties_of(base64.b64encode(content).decode())


_FILTERS = (
    rb"~op Get* & !(~s 5xx | ~e) & ~b 'a b'", rb"~id AAA= | ~n 1-5 | ~doc MS-OXWUMS & ~ep um",
    rb'~u "a b" & ~code UMS021 ~sev error | ~fail ~outcome OK', rb"~note * & ~bq x ~bs y GetItem",
)  # fmt: skip


def _read_filter() -> Read:
    some = _recorded()[::40]

    def read(content: bytes) -> None:
        wanted = parse_filter(content.decode("utf-8", "replace"))
        for one in some:
            wanted.matches(one)

    return read


def _lines() -> list[bytes]:
    lines = [encode_line(one.to_json()) for one in _recorded()]
    header = (
        b'{"ews_cassette":1,"created":"2026-11-28T10:00:00Z","scrub":{"profile":"identity","salt":"x"}}\n'
    )
    return [header, *(line for line in lines if len(line) <= _LARGEST)]


def _read_line() -> Read:
    def read(content: bytes) -> None:
        try:
            read_header(content, "here")
        except _REFUSALS:
            one = read_interaction(content, "here")
            assert read_interaction(encode_line(one.to_json()), "here").request.method == one.request.method

    return read


_ASKED = (
    b'POST /_inspector/v1/clock\nHost: 127.0.0.1:8080\n\n{"advance": 32}',
    b'POST /_inspector/v1/clock\nHost: localhost\n\n{"mode": "real", "speed": 10}',
    b'POST /_inspector/v1/faults\nHost: [::1]:80\n\n{"kind": "busy", "operation": "GetItem", "nth": [1, 2]}',
    b'POST /_inspector/v1/faults\n\n{"kind": "retired", "allow": ["x"], "share": 0.5}',
    b"GET /_inspector/v1/journal?after=3\nOrigin: http://localhost:3000\nSec-Fetch-Site: same-origin\n\n",
    b"GET /_inspector/v1/state\nHost: 127.0.0.1\n\n", b"GET /_inspector/v1/misses\n\n",
    b"GET /_inspector/v1/unplayed\n\n", b"DELETE /_inspector/v1/faults\n\n",
    b"POST /_inspector/v1/reset\n\n{}", b"GET /_inspector/v1/health\n\n",
)  # fmt: skip


def _ask_control() -> Read:
    file = min(cassettes_dir().glob("*.jsonl"), key=lambda each: each.stat().st_size)
    clock = ManualClock()
    hosted = Hosted(Replayer([file]), clock)

    def ask(content: bytes) -> None:
        head, _, body = content.partition(b"\n\n")
        first, *lines = head.decode("latin-1").split("\n")
        method, _, url = first.partition(" ")
        fields = [line.partition(":")[::2] for line in lines]
        request = HttpRequest(Headers([(name, text.strip()) for name, text in fields]), body, method, url)
        if len(hosted.faults.control("GET", "faults", b"")) > 100:
            hosted.faults.clear()
        if hosted.control.wants(request):
            answer = hosted.control.respond(request, clock.now())
            said = json.loads(answer.body)
            assert answer.status in (200, 400, 401, 403, 404, 405), answer.status
            assert answer.status == 200 or set(said) == {"error"}, said
        assert math.isfinite(clock.now())

    return ask


PARTS = {
    "xml": Part(lambda: _bodies("xml"), _read_xml),
    "canonical": Part(lambda: _bodies("xml"), _read_canonical),
    "wbxml": Part(lambda: _bodies("wbxml"), _read_wbxml),
    "ntlm": Part(
        lambda: [*map(pack_ntlm, _NTLM), *(base64.b64encode(pack_ntlm(one)) for one in _NTLM)], _read_ntlm
    ),
    "mime": Part(lambda: list(_MAILS), _read_mime),
    "filter": Part(lambda: list(_FILTERS), _read_filter),
    "reader": Part(_lines, _read_line),
    "control": Part(lambda: list(_ASKED), _ask_control),
}


def main() -> int:
    """Runs it by hand; returns 1 if something went wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    logging.disable()
    troubles = 0
    for name in given.part or PARTS:
        read, began = PARTS[name].reader(), time.process_time()
        for content in inputs(name, given.seed, given.count):
            trouble = trouble_with(read, content)
            if trouble:
                troubles += 1
                print(f"{name} {trouble}: {base64.b64encode(content).decode()}", flush=True)
        print(f"{name}: {given.count:,} inputs in {time.process_time() - began:.0f} s", flush=True)
    print(f"{troubles} troubles")
    return 1 if troubles else 0


if __name__ == "__main__":
    raise SystemExit(main())
