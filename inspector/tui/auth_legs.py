"""The legs of an authentication, in words, as far as the cassette knows them.

A cassette keeps the last leg, and the number of those before it (docs/cassettes.md). Those were answered 401,
or there would have been none after them; what they carried follows from the last one and from the scheme.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inspector.cassette import Interaction
from inspector.wire.ntlm import decode_blob, read_ntlm

_OF_CONNECTION = ("ntlm", "negotiate", "kerberos")
_MESSAGES = {1: "negotiate message", 2: "challenge", 3: "authenticate message"}
_NAMES = ("user", "domain", "workstation")


@dataclass(frozen=True)
class Leg:
    """A request of the handshake and its answer.

    Args:
        sent: what the client sent, in words.
        answer: what the server answered, in words.
    """

    sent: str
    answer: str


def legs_of(interaction: Interaction) -> tuple[Leg, ...]:
    """Tells what happened; nothing if the interaction was not authenticated.

    Args:
        interaction: the interaction. RFC 9110 section 11.7.1; RFC 4559 section 4 for NTLM and Negotiate.
    """
    auth = interaction.auth
    if auth is None:
        return ()
    kind, last = _last(interaction)
    before = max(min(auth.legs, 16), 1) - 1
    if auth.scheme.lower() not in _OF_CONNECTION:
        return (*_asked(auth.scheme, before), Leg(last, _answered(interaction)))
    legs = [Leg("no credentials", "401")] * (before - 1 if kind == 3 or before > 1 else before)
    if before > len(legs):
        legs.append(Leg(f"{auth.scheme} {_MESSAGES[1] if kind == 3 else 'token'}", "401 with a challenge"))
    return (*legs, Leg(last, _answered(interaction)))


def in_short(interaction: Interaction) -> str:
    """Tells the answers of all legs, such as ``401, then 401 with a challenge, then 200``."""
    return ", then ".join(leg.answer for leg in legs_of(interaction))


def _asked(scheme: str, before: int) -> Iterator[Leg]:
    if before:
        yield Leg("no credentials", "401")
    for _ in range(before - 1):
        yield Leg(f"{scheme} credentials", "401 again")


def _last(interaction: Interaction) -> tuple[int, str]:
    """The type of the NTLM message in the leg that was recorded, 0 if there is none, and the leg in words."""
    assert interaction.auth is not None
    scheme = interaction.auth.scheme
    field = (interaction.request.header("authorization") or "").partition(" ")[2]
    if not field:
        if scheme.lower() in _OF_CONNECTION and interaction.auth.legs == 1:
            return 0, "nothing: the connection was authenticated by an earlier request"
        return 0, f"{scheme} credentials, which are not kept"
    if interaction.auth.scheme.lower() not in _OF_CONNECTION:
        return 0, f"{scheme} credentials" + ", without being asked for them" * (interaction.auth.legs == 1)
    message = read_ntlm(decode_blob(field) or b"")
    if message is None:
        return 0, f"{scheme} token"
    told = [f"{name} {message.texts[name]}" for name in _NAMES if message.texts.get(name)]
    return message.type, f"{scheme} {_MESSAGES[message.type]}" + f" ({', '.join(told)})" * bool(told)


def _answered(interaction: Interaction) -> str:
    response = interaction.response
    if response is None:
        return "no answer"
    return "401: refused" if response.status == 401 else str(response.status)
