"""All texts of an exchange searched at once, for what shows by its form and for what was learned."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from urllib.parse import quote

from inspector.protocols.fields import Field, Role, parameter
from inspector.scrub.credentials import Secrets, authorization
from inspector.scrub.forms import Edit, identity_forms, secret_forms, signs_in, stands_with_others
from inspector.scrub.identity import Identity
from inspector.scrub.labels import labelled, shown
from inspector.scrub.learned_numbers import can_be_number
from inspector.scrub.learned_words import LearnedWords
from inspector.scrub.mapped_text import SEPARATOR, MappedText, fold, unescape, with_blanks

__all__ = ["TextSearch", "in_order"]

_MOST_KNOWN, _LONGEST_KNOWN = 4_096, 128
_SHORTEST_SAID = 16  # characters of a text that is not searched twice
_PLAIN_URL = re.compile(r"[^@?#=]*")  # nothing but the host can go from it


class TextSearch:
    """Finds what has to go from texts, whatever they are.

    Args:
        identity: replaces people and machines, and knows those that were learned.
        words: the words that were learned.
        secrets: replaces secrets, and remembers them.
        people: whether people and machines have to go; secrets have to in any case.
    """

    def __init__(
        self,
        identity: Identity,
        words: LearnedWords,
        secrets: Secrets,
        *,
        people: bool,
    ) -> None:
        self._identity = identity
        self._words = words
        self._people = people
        self._secrets = secrets
        self._known: dict[tuple[str, bool], tuple[Edit, ...]] = {}
        self._known_in: tuple[int, ...] = ()
        self._numbers: dict[tuple[str, bool], tuple[Edit, ...]] = {}  # in which a number can stand
        self._numbers_in: tuple[int, ...] = ()
        self._to = _Replacer(identity, secrets)

    def edits(self, texts: Sequence[str], urls: Container[int] = ()) -> dict[int, list[Edit]]:
        """Returns the edits of each text that has any, by its index; forms first, which teach words.

        Args:
            texts: the texts.
            urls: the indexes of those that are URLs, in which ``=22`` is no escape.
        """
        state = self._state
        if self.state != self._known_in:
            self._known.clear()
            self._known_in = self.state
        if state != self._numbers_in:
            self._numbers.clear()
            self._numbers_in = state
        keys = [(text, at in urls) for at, text in enumerate(texts)]
        known = [self._known.get(key, self._numbers.get(key)) for key in keys]
        if None not in known:
            return {at: list(edits) for at, edits in enumerate(known) if edits}
        # A letter stands for what is known: nothing is found over it.
        asked = [text if edits is None else "x" for text, edits in zip(texts, known, strict=True)]
        again = _said_before(asked, urls)
        for at in again:
            asked[at] = "x"
        whole = SEPARATOR.join(asked)
        signs = signs_in(whole)
        found = self._found(whole, signs, asked, urls)
        if state != self._state:  # a form has taught what can be in the others too
            if asked == list(texts):
                return found
            whole = SEPARATOR.join(texts)
            return self._found(whole, signs_in(whole), texts, urls)
        if not self._identity.numbers.names_extensions:
            self._keep(asked, signs, urls, found)
        found |= {at: list(edits) for at, edits in enumerate(known) if edits}
        return found | {at: list(found[first]) for at, first in again.items() if first in found}

    def _found(
        self, whole: str, signs: Container[str], texts: Sequence[str], urls: Container[int]
    ) -> dict[int, list[Edit]]:
        views = [_View(whole)]
        starts = [0, *accumulate([len(text) + 1 for text in texts])]
        meant: dict[int, MappedText] = {}
        if _may_be_escaped(whole):
            for at, text in enumerate(texts):
                if _may_be_escaped(text) and (without := unescape(text, url=at in urls)) is not None:
                    meant[at] = without
                    views.append(_View(text, without, starts[at]))
            views += [view for one in views[1:] if (view := one.unescaped()) is not None]
        found: list[Edit] = []
        for at, view in enumerate(views):
            found += view.placed(self._forms(view.text, signs_in(view.text) if at else signs))
        for view in views:
            found += view.placed(self._learned(view.text))
        return _by_text(found, starts, texts, meant) if found else {}

    def knows(self, text: str, *, url: bool = False) -> bool:
        """Whether a text without a number was searched in this state, and means what it means by itself.

        Args:
            text: the text.
            url: it is a URL.
        """
        return (text, url) in self._known

    @property
    def state(self) -> tuple[int, ...]:
        """What tells whether something was learned that can be in a text without a number."""
        return (self._words.count, self._secrets.known.packed.count, *self._identity.learned_words)

    @property
    def _state(self) -> tuple[int, ...]:
        return (*self.state, self._identity.numbers.count)

    def _keep(
        self,
        texts: Sequence[str],
        signs: Container[str],
        urls: Container[int],
        found: Mapping[int, Sequence[Edit]],
    ) -> None:
        """Remembers what is in short texts that come again and again: URLs, fields of headers, times."""
        for at, text in enumerate(texts):
            url, edits = at in urls, found.get(at, ())
            if len(text) > _LONGEST_KNOWN or (edits and not (url and _PLAIN_URL.fullmatch(text))):
                continue
            if not stands_with_others(text, signs):
                kept = self._numbers if can_be_number(text) else self._known
                if len(kept) >= _MOST_KNOWN:
                    kept.clear()
                kept[text, url] = tuple(edits)

    def with_extensions(self, text: str, edits: list[Edit]) -> list[Edit]:
        """Returns edits of a running text, and those of the extensions that this interaction names."""
        found = list(self._identity.numbers.find_extensions(text)) if self._people else []
        return in_order([*edits, *found]) if found else edits

    def _forms(self, text: str, signs: Container[str]) -> Iterator[Edit]:
        yield from secret_forms(text, signs, self._to, _is_secret)
        if ":" in signs or "=" in signs:
            yield from labelled(text, self._labelled)
        if "</" in text or "&lt;/" in text:
            yield from shown(text, self._labelled)
        if self._people:
            yield from identity_forms(text, signs, self._to)

    def _labelled(self, field: Field, value: str) -> str | None:
        if field.role in (Role.SECRET, Role.PIN):
            return self._to.token(value)
        replaced = self._identity.replaces(field) if self._people else None
        return None if replaced is None else replaced(value)

    def _learned(self, text: str) -> Iterator[Edit]:
        if self._people:
            self._identity.names.learn_recognised(text)
        if not self._words and not self._people:
            return
        folded = fold(text)
        yield from self._words.find(folded, text)
        yield from self._secrets.known.packed.find(folded, text)
        if self._people:
            yield from self._identity.names.full_names.find(with_blanks(folded), text)
            yield from self._identity.domains.find(folded)
            yield from self._identity.numbers.find(folded)


def _is_secret(name: str) -> bool:
    return parameter(name).role in (Role.SECRET, Role.PIN)


class _Replacer:
    """What forms are replaced by: people and machines by the identity, secrets by tokens."""

    def __init__(self, identity: Identity, secrets: Secrets) -> None:
        self.mail = identity.mail
        self.host = identity.host
        self.login = identity.login
        self.number = identity.number
        self.distinguished_name = identity.distinguished_name
        self.directory_name = identity.directory_name
        self.sid = identity.sid
        self.token: Callable[[str], str] = secrets.token
        self.credentials: Callable[[str], str] = lambda text: authorization(text, secrets)


class _View:
    """A text that is searched, and where its parts stand in all of the texts.

    Args:
        text: the text as it came.
        meant: the same with its escapes undone, which is searched then.
        offset: where it begins in all of them.
        outer: the view that it was made of, if escapes were undone twice.
    """

    def __init__(
        self, text: str, meant: MappedText | None = None, offset: int = 0, outer: _View | None = None
    ) -> None:
        self.text = text if meant is None else meant.text
        self._written = text
        self._meant = meant
        self._offset = offset
        self._outer = outer

    def unescaped(self) -> _View | None:
        """Returns the view with its escapes undone; ``None`` if it has none."""
        meant = unescape(self.text) if _may_be_escaped(self.text) else None
        return None if meant is None else _View(self.text, meant, outer=self)

    def placed(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        for start, end, made in edits:
            if self.text[start:end] == made:
                continue
            if self._meant is None:
                yield start, end, made
                continue
            first, last = self._meant.origin(start, end)
            if "%" in self._written[first:last]:
                made = quote(made, safe="@-._~,:;/")
            if self._outer is None:
                yield first + self._offset, last + self._offset, made
            else:
                yield from self._outer.placed([(first, last, made)])


def _said_before(texts: Sequence[str], urls: Container[int]) -> dict[int, int]:
    """The texts that are said again, as identifiers in an answer, each with where it is said first."""
    first: dict[str, int] = {}
    said: dict[int, int] = {}
    for at, text in enumerate(texts):
        if len(text) >= _SHORTEST_SAID and at not in urls:
            before = first.setdefault(text, at)
            if before != at and not stands_with_others(text):
                said[at] = before
    return said


def _may_be_escaped(text: str) -> bool:
    return "%" in text or "&" in text or "\\" in text or "=" in text


def _by_text(
    found: list[Edit], starts: list[int], texts: Sequence[str], meant: Mapping[int, MappedText]
) -> dict[int, list[Edit]]:
    """The edits of each text, without those that reach from one into the next, or begin within an escape;
    what overlaps is cut, so that all of it goes.
    """
    found.sort(key=lambda edit: (edit[0], -edit[1]))
    per_text: dict[int, list[Edit]] = {}
    for start, end, made in found:
        at = bisect_right(starts, start) - 1
        if end >= starts[at + 1]:
            continue
        start, end = start - starts[at], end - starts[at]
        map_of_text = meant.get(at)
        escape = map_of_text.piece_around(start) if map_of_text is not None else None
        if escape is not None and texts[at][escape] != "=":  # "q=ABBA" is a parameter, and no escape
            continue
        per_text.setdefault(at, []).append((start, end, made))
    return {at: in_order(edits) for at, edits in per_text.items()}


def in_order(edits: list[Edit]) -> list[Edit]:
    """Returns edits in the order of their places, the longest first; of what overlaps all goes, each once."""
    edits.sort(key=lambda edit: (edit[0], -edit[1]))
    kept: list[Edit] = []
    done = 0
    for start, end, made in edits:
        start = max(start, done)
        if start < end:
            kept.append((start, end, made))
            done = end
    return kept
