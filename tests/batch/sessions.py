"""Long recordings with everything in them that ties one interaction to others before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks import working_days
from inspector.cassette import Cassette, CassetteHeader, CassetteWriter, Interaction
from inspector.resources import sample, samples

HEADER = CassetteHeader(created="2026-11-22T08:00:00Z", scrub={"profile": "none", "salt": ""})


def mixed(count: int) -> Iterator[Interaction]:
    """Yields a recording in which calls, items and groups are spoken of again, and much is wrong.

    The samples' interactions stand among those of a working day; some come again later, when what they name
    is over; hosts, headers and operations turn up that are told of once in a session; and some bodies are
    packed or in another charset.
    """
    found = [one for name in sorted(samples()) for one in Cassette(str(sample(f"sample:{name}")))]
    days = working_days.interactions(count)
    for n in range(count):
        one = found[(n // 3) % len(found)] if n % 3 == 0 else next(days)
        yield replace(_odd(one, n), n=n + 1, at=n * 0.9, extra={})


def _odd(one: Interaction, n: int) -> Interaction:
    request = one.request
    if n % 211 == 17:
        request = replace(request, url=f"http://localhost:{n}/EWS/Exchange.asmx")
    if n % 97 == 5:
        header = f"<t:Odd{n % 5}>1</t:Odd{n % 5}></s:Header>".encode()
        request = replace(request, body=request.body.replace(b"</s:Header>", header))
    if n % 89 == 3:
        name = f"m:GetSomething{n % 4}".encode()
        request = replace(request, body=request.body.replace(b"m:GetItem", name))
    if n % 61 == 2:
        request = replace(request, body=request.body.replace(b"</s:Body>", b""))
    if n % 53 == 1 and b"<?xml" in request.body[:6]:
        text = request.body.decode("utf-8", "replace").replace('encoding="utf-8"', 'encoding="utf-16"')
        request = replace(request, body=text.encode("utf-16"))
    return replace(one, request=request)


def written(path: Path, count: int) -> str:
    """Writes such a recording as a cassette, and returns its name."""
    with CassetteWriter(path, HEADER) as writer:
        for one in mixed(count):
            writer.append(one)
    return str(path)
