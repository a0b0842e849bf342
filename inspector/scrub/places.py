"""Places in URLs and bodies where secrets are known to stand: elements, keys, query parameters, user info."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote, unquote_plus
from xml.sax.saxutils import escape

from inspector.scrub.credentials import Secrets

__all__ = ["scrub_body", "scrub_url"]

_ELEMENTS = (
    "TokenValue",
    "Token",
    "AccessToken",
    "IdToken",
    "RefreshToken",
    "SecurityToken",
    "BinarySecurityToken",
    "BinarySecret",
    "SharedSecret",
    "ClientSecret",
    "CipherValue",
    "SignatureValue",
    "Password",
    "PassWord",
    "NewPassword",
    "OldPassword",
    "Pin",
    "PIN",
    "UMPin",
    "PinNumber",
    "SessionKey",
)
_PARAMETERS = (
    "access_token|id_token|refresh_token|token|password|passwd|passphrase|pwd|pin|secret|client_secret|"
    "client_assertion|sig|signature|api_?key|auth|credentials?|session_?id|session_?key|sid|ticket|canary|x-owa-canary"
)

_ELEMENT = re.compile(
    rb"<((?:[\w.-]{1,64}:)?(?:" + "|".join(_ELEMENTS).encode() + rb"))(\s[^<>]{0,2000})?>([^<]+)</\1\s{0,20}>"
)
# A body without any of these has no such element; looking for them costs a hundredth of the pattern.
_STEMS = (b"Token", b"Secret", b"assword", b"assWord", b"Pin", b"PIN", b"Value>", b"SessionKey")
_PARAMETER = re.compile(rf"(?i)([?&;#](?:amp;)?(?:{_PARAMETERS})=)([^&;#\s\"'<>]+)")
_PARAMETER_IN_BODY = re.compile(_PARAMETER.pattern.encode())
_PARAMETER_IN_FORM = re.compile(rf"(?i)\A(\s{{0,20}}(?:{_PARAMETERS})=)([^&;#\s\"'<>]+)".encode())
_JSON_KEY = re.compile(rf'(?i)("(?:{_PARAMETERS})"\s{{0,20}}:\s{{0,20}}")((?:[^"\\]|\\.)+)"'.encode())
_USER_INFO = re.compile(r"(://[^/\s:@<>\"'?#]{0,256}:)([^/\s@<>\"'?#]{1,1024})(?=@)")
_USER_INFO_IN_BODY = re.compile(_USER_INFO.pattern.encode())
# A mail about a reset PIN tells it in words (MS-OXWUMS section 3.1.4.10: it is sent to the user by mail).
_PIN_IN_WORDS = re.compile(
    rb"(\bPIN\b(?:\s{1,4}(?:code|number))?(?:\s{1,4}is)?(?:\s|&nbsp;|&#160;|[:=]|<[^<>]{0,200}>){1,8})(\d{4,24})\b"
)


def scrub_url(url: str, secrets: Secrets) -> str:
    """Replaces the password in the user info and the secret parameters of a URL."""
    if "@" in url:
        url = _USER_INFO.sub(lambda found: found[1] + _quoted(found[2], secrets), url)
    if "=" in url:
        url = _PARAMETER.sub(lambda found: found[1] + _quoted(found[2], secrets), url)
    return url


def scrub_body(content: bytes, secrets: Secrets) -> bytes:
    """Replaces the secrets in a text body, by the place in which they stand.

    Args:
        content: the body in UTF-8, or in anything that ASCII is a part of.
        secrets: what makes and remembers the replacements.
    """
    if any(stem in content for stem in _STEMS):
        content = _ELEMENT.sub(lambda found: _element(found, secrets), content)
    if b"PIN" in content:
        content = _PIN_IN_WORDS.sub(lambda found: found[1] + _token(found[2], secrets), content)
    content = _PARAMETER_IN_BODY.sub(lambda found: found[1] + _parameter(found[2], secrets), content)
    if content.lstrip()[:1] != b"<":
        content = _PARAMETER_IN_FORM.sub(lambda found: found[1] + _parameter(found[2], secrets), content)
    if b"://" in content and b"@" in content:
        content = _USER_INFO_IN_BODY.sub(lambda found: found[1] + _parameter(found[2], secrets), content)
    if content.lstrip()[:1] in (b"{", b"["):
        content = _JSON_KEY.sub(lambda found: found[1] + _token(found[2], secrets) + b'"', content)
    return content


def _element(found: re.Match[bytes], secrets: Secrets) -> bytes:
    text = unescape(_text(found[3]))
    value = text.strip()
    if not value:
        return found[0]
    stand_in = escape(text.replace(value, secrets.token(value)))
    tag = found[1] + (found[2] or b"")
    return b"<" + tag + b">" + _bytes(stand_in) + b"</" + found[1] + b">"


def _parameter(value: bytes, secrets: Secrets) -> bytes:
    return _bytes(escape(_quoted(unescape(_text(value)), secrets)))


def _token(value: bytes, secrets: Secrets) -> bytes:
    return _bytes(secrets.token(_text(value)))


def _quoted(value: str, secrets: Secrets) -> str:
    return quote(secrets.token(unquote_plus(value)), safe="-._~/=:,!*()")


def _text(value: bytes) -> str:
    return value.decode("utf-8", "surrogateescape")


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogateescape")
