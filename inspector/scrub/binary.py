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


def scrub_binary(content: bytes, identity: Identity | None, words: LearnedWords) -> bytes:
    """Returns binary data without addresses, distinguished names and learned words; every length stays.

    Args:
        content: the data.
        identity: replaces people and machines; ``None``: they stay.
        words: what was learned.
    """
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
