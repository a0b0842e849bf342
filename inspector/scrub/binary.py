"""Binary data, such as identifiers: what is text in it is replaced by as many bytes."""

from __future__ import annotations

import re

from inspector.scrub.identity import Identity
from inspector.scrub.learned_words import LearnedWords
from inspector.scrub.mapped_text import SEPARATOR, MappedText
from inspector.scrub.text_search import in_order
from inspector.wire.body.edits import applied

_MAIL = re.compile(r"[0-9A-Za-z_.+-]{1,64}@[0-9A-Za-z-]{1,63}(?:\.[0-9A-Za-z-]{2,63}){1,6}")
_DN = re.compile(r"(?i)(/(?:o|ou|cn)=)([^/\0<>\"&;\x01-\x1f\x7f-\xff]{1,128})")
_WIDE = re.compile(rb"(?<![\x20-\x7e])(?:[\x20-\x7e\xa0-\xff]\0){4,}")
# Whom no directory knows stands in an identifier by name (MS-OXCDATA section 2.2.5.1), in UTF-16 or not.
_ONE_OFF = re.compile(
    rb"\x81\x2b\x1f\xa4\xbe\xa3\x10\x19\x9d\x6e\x00\xdd\x01\x0f\x54\x02\0\0."
    rb"(?:[\x80-\xff]((?:(?!\0\0)..){1,256})\0\0|[\0-\x7f]([^\0]{1,256})\0)",
    re.DOTALL,
)


def scrub_binary(content: bytes, identity: Identity | None, words: LearnedWords) -> bytes:
    """Returns binary data without addresses, distinguished names and learned words; every length stays.

    Args:
        content: the data.
        identity: replaces people and machines; ``None``: they stay.
        words: what was learned.
    """
    if identity is not None and b"\x81\x2b\x1f\xa4" in content:
        content = _ONE_OFF.sub(lambda found: _without_name(found, identity), content)
    text = content.decode("latin-1")
    # Nearly all data holds nothing of the kind: all that is text in it is looked through at once.
    wide = [found[::2].decode("latin-1") for found in _WIDE.findall(content)] if b"\0" in content else []
    if _is_clean(SEPARATOR.join((text, *wide)) if wide else text, identity, words):
        return content
    made = _scrubbed(text, identity, words).encode("latin-1")
    if b"\0" not in made:
        return made

    def in_wide(found: re.Match[bytes]) -> bytes:
        text = found[0][::2].decode("latin-1")
        done = _scrubbed(text, identity, words)
        return found[0] if done == text else done.encode("utf-16-le")

    return _WIDE.sub(in_wide, made)


def _is_clean(text: str, identity: Identity | None, words: LearnedWords) -> bool:
    if identity is not None and ("@" in text or "/o=" in text or "/O=" in text):
        return False
    return not words.find(MappedText(text.lower()), text)


def _without_name(found: re.Match[bytes], identity: Identity) -> bytes:
    """A part of an identifier that tells a name; an address in a name's place shows by its form."""
    group, charset = (1, "utf-16-le") if found[1] is not None else (2, "latin-1")
    name = found[group].decode(charset, "replace")
    if "@" in name or "\ufffd" in name:
        return found[0]
    size = len(found[group])
    made = identity.replacements.shape(name).encode(charset, "replace")
    fitted = (made + "x".encode(charset) * size)[:size]
    start = found.start(group) - found.start()
    return found[0][:start] + fitted + found[0][start + size :]


def _scrubbed(text: str, identity: Identity | None, words: LearnedWords) -> str:
    if identity is not None:
        replacements = identity.replacements
        if "@" in text:
            text = _MAIL.sub(lambda found: replacements.mail_of_length(found[0]), text)
        if "/o=" in text or "/O=" in text:
            text = _DN.sub(lambda found: found[1] + replacements.shape(found[2]), text)
    if words:
        found = words.find(MappedText(text.lower()), text)
        text = applied(text, in_order([(at, end, _fitted(made, end - at)) for at, end, made in found]))
    return text


def _fitted(made: str, length: int) -> str:
    return made.encode("ascii", "replace").decode()[:length].ljust(length, "x")
