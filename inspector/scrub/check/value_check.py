"""One value looked at: by what it is for, what it is called, its form, and what it reads as unpacked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inspector.bounded import ClearedWhenFull
from inspector.protocols.fields import Role
from inspector.scrub.check.labels import labelled
from inspector.scrub.check.patterns import SECRET, forms_in
from inspector.scrub.check.randomness import looks_random
from inspector.scrub.check.roles import NOT_PROSE, left_of_role
from inspector.scrub.check.sensitive_names import names_secret
from inspector.scrub.check.stand_ins import Recogniser
from inspector.scrub.check.unescaped import packed_texts, readings

NOTE = "note"
"""The kind of what only looks as if it could be a secret."""

_WITHHELD = re.compile(r"\[withheld: [^\]]{0,300}\]")
_ENUMERATED = re.compile(r"[A-Za-z]{1,40}[0-9]?")
_SEEN = 16_384  # values whose finding is remembered: most of them come again and again
_SHORT = 256  # characters of those
_SOUNDING = frozenset((Role.FREE_TEXT, Role.PLAIN, Role.PERSONAL))
"""Roles that do not hold against a name that sounds like a secret's."""

Found = tuple[tuple[str, str], ...]
"""Kind of what is left, and what it is in words."""


class ValueCheck:
    """Looks at values.

    Args:
        known: knows stand-ins.
        identity: whether people and machines are looked for, too.
    """

    def __init__(self, known: Recogniser, *, identity: bool) -> None:
        self._known = known
        self._identity = identity
        self._seen: ClearedWhenFull[tuple[str, str, Role], Found] = ClearedWhenFull(_SEEN)

    def forget(self) -> None:
        """Forgets what was seen: more stand-ins are known than before."""
        self._seen.clear()

    def left(self, text: str, name: str, role: Role) -> Found:
        """Returns what a value has that is no stand-in.

        Args:
            text: the value.
            name: what it is called; empty if that says nothing.
            role: what its place is for.
        """
        if len(text) > _SHORT:
            return self._look(text, name, role)
        found = self._seen.get((text, name, role))
        if found is None:
            found = self._seen.keep((text, name, role), self._look(text, name, role))
        return found

    def _look(self, text: str, name: str, role: Role) -> Found:
        found = self._found(text, name, role)
        return () if found and self._known.token(text) else found

    def _found(self, text: str, name: str, role: Role) -> Found:
        left = self._by_role(role, text)
        if left:
            return left
        word = role is Role.PLAIN and _ENUMERATED.fullmatch(text)
        if role in _SOUNDING and not word and names_secret(name, text):
            return ((SECRET, "a value under a name that sounds like a secret's"),)
        prose = role not in NOT_PROSE
        found = dict.fromkeys(self._by_form(text, prose=prose))
        if not found and prose and looks_random(text, self._known):
            return ((NOTE, "a text that looks random"),)
        return tuple(found)

    def _by_role(self, role: Role, text: str) -> Found:
        left = left_of_role(role, text, self._known)
        return (left,) if left is not None and (self._identity or left[0] == SECRET) else ()

    def _by_form(self, text: str, *, prose: bool) -> Iterator[tuple[str, str]]:
        for reading in readings(_WITHHELD.sub("", text) if "[withheld" in text else text):
            yield from self._forms(reading, prose=prose)
            if prose and (":" in reading or "</" in reading):
                for role, told in labelled(reading):
                    yield from self._by_role(role, told.rstrip(" .,;)]"))
            for packed in packed_texts(reading):
                for kind, what in self._forms(packed, prose=False):
                    yield kind, f"{what}, in base64"

    def _forms(self, text: str, *, prose: bool) -> Iterator[tuple[str, str]]:
        for kind, what, _ in forms_in(text, self._known, prose=prose, identity=self._identity):
            yield kind, what
