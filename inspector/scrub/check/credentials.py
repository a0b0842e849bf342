"""Credentials of HTTP (RFC 9110 section 11) that are no stand-ins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inspector.scrub.check.stand_ins import Recogniser, is_blank
from inspector.wire.ntlm import decode_blob, read_ntlm

_NAMED = re.compile(r"(?i)(?:basic|bearer|ntlm|negotiate|kerberos|digest|msauth1\.0)\s+\S")
_IN_TEXT = re.compile(
    r"(?i)(?<![\w-])(basic|bearer|ntlm|negotiate|kerberos)\s{1,4}([A-Za-z0-9+/._~-]{8,}+=*+)"
)
_SCHEME = re.compile(r"(?i)\s*([\w!#$%&'*+.^`|~-]{1,40})(?:\s+(.*))?\Z", re.DOTALL)
_DIGEST_SECRETS = re.compile(
    r"(?i)\b(?:response|c?nonce|opaque|username|rspauth)\s{0,4}=\s{0,4}(?:\"([^\"]*)\"|([^\s,]+))"
)
_PAIR = re.compile(r"[\w-]{1,40}=\"?([^\s\",;]{8,}?)\"?\Z")
_NTLM_TYPES = ("negotiate", "challenge", "authenticate")


def credentials_left(value: str, known: Recogniser) -> Iterator[str]:
    """Yields, in words, what a field of authentication still tells; a challenge without a blob tells nothing.

    Args:
        value: the field's value.
        known: knows stand-ins.
    """
    found = _SCHEME.match(value)
    scheme, rest = (found[1].lower(), (found[2] or "").strip()) if found else ("", "")
    if found is None and any(map(str.isspace, value.strip())):
        yield from credentials_in(value, known)  # a list of challenges
    elif not rest:
        # A bare scheme says nothing; anything longer is a token without one.
        if len(value.strip()) >= 12 and not known.token(value):
            yield "a bare token"
    elif scheme == "digest":
        if any(not known.token(one[1] or one[2] or "") for one in _DIGEST_SECRETS.finditer(rest)):
            yield "parts of Digest credentials"
    elif _challenges(rest):
        yield from credentials_in(value, known)
    elif (what := _blob_left(scheme, rest, known)) is not None:
        yield what


def names_scheme(text: str) -> bool:
    """Whether a text begins with a scheme of authentication, and goes on.

    Args:
        text: a value.
    """
    return bool(_NAMED.match(text))


def credentials_in(text: str, known: Recogniser) -> Iterator[str]:
    """Yields, in words, the credentials that stand in a text behind the name of their scheme."""
    for found in _IN_TEXT.finditer(text):
        what = _blob_left(found[1].lower(), found[2], known, sure=False)
        if what is not None:
            yield what


def _challenges(rest: str) -> bool:
    """``Basic realm="x"``, or the next challenge of a list."""
    return bool(
        re.match(r"(?i)(?:realm|charset|error|authorization_uri|client_id|trusted_issuers)\s*=|,", rest)
    )


def _blob_left(scheme: str, blob: str, known: Recogniser, sure: bool = True) -> str | None:
    """What a blob tells, in words; ``None``: nothing, or, where it is not sure that it is one, no blob."""
    data = decode_blob(blob)
    if scheme == "basic":
        return _basic(data, blob, known, sure)
    message = read_ntlm(data) if data else None
    if message is not None:
        told = [text for text in message.texts.values() if not is_blank(text)]
        if told or message.opaque:
            names = ", ".join(sorted(set(message.texts) | set(message.opaque)))
            return f"an NTLM {_NTLM_TYPES[message.type - 1]} message with {names}"
        return None
    pair = _PAIR.match(blob)
    if known.token(blob) or (pair and known.token(pair[1])):
        return None
    if not sure and ((data is None and scheme != "bearer") or blob.isalpha()):
        return None  # "Negotiate authentication" is no blob
    return f"{scheme.capitalize()} credentials"


def _basic(data: bytes | None, blob: str, known: Recogniser, sure: bool) -> str | None:
    if data is None or b":" not in data:
        return "Basic credentials" if sure and not known.token(blob) else None
    user, _, password = data.decode("utf-8", "replace").partition(":")
    left = [
        what
        for what, text in (("user", user), ("password", password))
        if not (
            is_blank(text) or known.token(text) or (what == "user" and (known.mail(text) or known.host(text)))
        )
    ]
    return f"Basic credentials with {' and '.join(left)}" if left else None
