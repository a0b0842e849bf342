"""Looking for what should not be in a cassette, by the places and patterns of scrubbing.

What scrubbing would replace is a leak, unless it says by its form that it is a stand-in already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inspector.cassette.model import CassetteHeader, Interaction
from inspector.scrub.scrubber import Scrubber
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.ntlm import decode_blob, read_ntlm

__all__ = ["Leak", "LeakFinder"]

_BLOB = re.compile(r"(?i)\b(?:NTLM|Negotiate|Kerberos)\s+([A-Za-z0-9+/]{8,}=*)")
_BLANK = re.compile(r"scrubbed-[0-9a-f]{8}|<redacted>|\*+|redacted|x{4,}", re.I)
_SHOWN = 12


@dataclass(frozen=True)
class Leak:
    """Something that should have been replaced.

    Args:
        n: the interaction's number; 0 for the header.
        where: the part of the message, such as ``request header Authorization`` or ``response body``.
        kind: ``secret`` or ``identity``.
        what: what it is, without telling it: its beginning at most.
    """

    n: int
    where: str
    kind: str
    what: str


class LeakFinder:
    """Looks through the interactions of a cassette, in order.

    Args:
        header: the cassette's header; its salt or key tells which values are stand-ins.
        profile: what counts as a leak: ``secrets`` or ``identity``.
    """

    def __init__(self, header: CassetteHeader, profile: str = "identity") -> None:
        scrub = dict(header.scrub or {})
        salt = str(scrub.get("salt") or "no salt: nothing is a stand-in yet")  # unless it has a key
        self._secrets = Scrubber.of(scrub | {"profile": "secrets", "salt": salt})
        self._identity = (
            Scrubber.of(scrub | {"profile": "identity", "salt": salt}) if profile == "identity" else None
        )

    def look(self, interaction: Interaction) -> Iterator[Leak]:
        """Yields what should not be in an interaction."""
        found: dict[tuple[str, str], Leak] = {}
        for leak in (*self._blobs(interaction), *self._differences(interaction)):
            found.setdefault((leak.where, leak.what), leak)
        yield from found.values()

    def _differences(self, interaction: Interaction) -> Iterator[Leak]:
        passes = [("secret", self._secrets)]
        if self._identity is not None:
            passes.append(("identity", self._identity))
        reported: set[str] = set()
        for kind, scrubber in passes:
            made = scrubber.scrub(interaction)
            for where, before, after in _parts(interaction, made):
                if before != after and where not in reported:
                    reported.add(where)
                    yield Leak(interaction.n, where, kind, _hint(before, after))

    def _blobs(self, interaction: Interaction) -> Iterator[Leak]:
        """NTLM messages that tell names or hold responses, whatever the header says."""
        for direction, message in (("request", interaction.request), ("response", interaction.response)):
            for name, value in message.headers if message is not None else ():
                for found in _BLOB.finditer(value):
                    blob = decode_blob(found[1])
                    ntlm = read_ntlm(blob) if blob else None
                    if ntlm is None:
                        continue
                    told = [text for text in ntlm.texts.values() if text and not _BLANK.fullmatch(text)]
                    if told or ntlm.opaque:
                        kind = ("negotiate", "challenge", "authenticate")[ntlm.type - 1]
                        names = ", ".join(sorted(set(ntlm.texts) | set(ntlm.opaque)))
                        where = f"{direction} header {name}"
                        yield Leak(interaction.n, where, "secret", f"an NTLM {kind} message with {names}")


def _parts(before: Interaction, after: Interaction) -> Iterator[tuple[str, str, str]]:
    yield "request URL", before.request.url, after.request.url
    yield from _message_parts("request", before.request, after.request)
    if before.response is not None and after.response is not None:
        yield "response reason", before.response.reason, after.response.reason
        yield from _message_parts("response", before.response, after.response)
    yield "error", before.error or "", after.error or ""
    yield "findings", str(before.findings), str(after.findings)


def _message_parts(
    direction: str, before: HttpRequest | HttpResponse, after: HttpRequest | HttpResponse
) -> Iterator[tuple[str, str, str]]:
    new = list(after.headers)
    for name, value in before.headers:
        same = next((other for other in new if other[0] == name), (name, value))
        if same in new:
            new.remove(same)
        if not _says_redacted(value):
            yield f"{direction} header {name}", value, same[1]
    yield f"{direction} body", before.body.decode("latin-1"), after.body.decode("latin-1")


def _says_redacted(value: str) -> bool:
    return bool(_BLANK.fullmatch(value.strip()))


def _hint(before: str, after: str) -> str:
    """Where two texts begin to differ, without telling what stands there beyond its first characters."""
    at = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), 0)
    start = max((before.rfind(sign, 0, at) for sign in "<>\"' :;,="), default=-1) + 1
    shown = before[start : start + 3]
    line = before.count("\n", 0, at) + 1
    return f"{shown}… (line {line}, character {at + 1})"
