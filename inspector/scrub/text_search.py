"""All texts of an exchange searched at once, for what shows by its form and for what was learned."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from inspector.bounded import ClearedWhenFull
from inspector.protocols.fields import Field, Role, parameter
from inspector.scrub.credentials import Secrets, authorization
from inspector.scrub.identity import Identity
from inspector.scrub.labels import labelled, shown
from inspector.scrub.learned_numbers import can_be_number
from inspector.scrub.learned_words import LearnedWords
from inspector.scrub.mapped_text import SEPARATOR, MappedText, fold, unescape, with_blanks
from inspector.scrub.patterns import identity_forms, in_url, secret_forms, signs_in, stands_with_others
from inspector.wire.body.edits import Edit

_MOST_KNOWN, _LONGEST_KNOWN = 4_096, 128
_SHORTEST_SAID = 16  # characters of a text that is not searched twice
_LONGEST_TWICE = 256  # characters that may be put for a part of what they stand for
_MOST_ESCAPED = 2  # times that a text is escaped after the first two
_PLAIN_URL = re.compile(r"[^@?#=]*")  # nothing but the host can go from it


class _Known(ClearedWhenFull[str, tuple[Edit, ...]]):
    """What goes from short texts that come again and again: URLs, fields of headers, times."""

    __slots__ = ("with_numbers",)

    def __init__(self) -> None:
        super().__init__(_MOST_KNOWN)
        self.with_numbers: set[str] = set()
        """Those in which a number can stand."""

    def forget_numbers(self) -> None:
        """Forgets these."""
        for text in self.with_numbers:
            del self[text]
        self.with_numbers.clear()

    def clear(self) -> None:
        super().clear()
        self.with_numbers.clear()


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
        self._replacements, self._domains = identity.replacements, identity.domains
        self._full_names, self._packed = identity.names.full_names, secrets.known.packed
        self._known, self._known_urls = _Known(), _Known()
        self._known_in: tuple[int, ...] = ()
        self._numbers_in = 0
        self._to = _Replacer(identity, secrets)

    def edits(self, texts: Sequence[str], urls: Container[int] = ()) -> dict[int, list[Edit]]:
        """Returns the edits of each text that has any, by its index; forms first, which teach words.

        Args:
            texts: the texts.
            urls: the indexes of those that are URLs, in which ``=22`` is no escape.
        """
        state, numbers = self.forget_old()
        found: dict[int, list[Edit]] = {}
        asked: list[str] = []
        fresh: list[int] = []
        first: dict[str, int] = {}
        again: list[tuple[int, int]] = []
        for at, text in enumerate(texts):
            url = at in urls
            known = (self._known_urls if url else self._known).get(text)
            if known is not None:
                if known:
                    found[at] = list(known)
            elif url or len(text) < _SHORTEST_SAID:
                fresh.append(at)
                asked.append(text)
                continue
            else:
                before = first.setdefault(text, at)
                if before == at or stands_with_others(text):
                    fresh.append(at)
                    asked.append(text)
                    continue
                again.append((at, before))  # it is said again, as identifiers in an answer
            asked.append("x")  # stands for what is known: nothing is found over it
        if not fresh:
            return found
        whole = SEPARATOR.join(asked)
        signs = signs_in(whole)
        new = self._found(whole, signs, asked, urls)
        if (state, numbers) != (self.state, self._identity.numbers.count):
            # A form has taught what can be in the others too.
            if len(fresh) == len(texts):
                return new
            whole = SEPARATOR.join(texts)
            return self._found(whole, signs_in(whole), texts, urls)
        if not self._identity.numbers.names_extensions:
            self._keep(fresh, texts, signs, urls, new)
        found |= new
        for at, before in again:
            if before in new:
                found[at] = list(new[before])
        return found

    def forget_old(self) -> tuple[tuple[int, ...], int]:
        """Forgets what was known before something was learned that can be in it.

        Returns:
            The :attr:`state`, and how many numbers were learned.
        """
        state, numbers = self.state, self._identity.numbers.count
        if state != self._known_in:
            self._known.clear()
            self._known_urls.clear()
            self._known_in = state
        elif numbers != self._numbers_in:
            self._known.forget_numbers()
            self._known_urls.forget_numbers()
        self._numbers_in = numbers
        return state, numbers

    def is_quiet(self, text: str) -> bool:
        """Whether it is known that nothing goes from a text, if all that is old is forgotten."""
        return self._known.get(text) == ()

    def _found(
        self, whole: str, signs: Container[str], texts: Sequence[str], urls: Container[int]
    ) -> dict[int, list[Edit]]:
        starts = [0, *accumulate([len(text) + 1 for text in texts])]
        views = [_View(whole, urls={starts[at] for at in range(len(texts)) if at in urls})]
        meant: dict[int, MappedText] = {}
        if _may_be_escaped(whole):
            for at, text in enumerate(texts):
                if _may_be_escaped(text) and (without := unescape(text, url=at in urls)) is not None:
                    meant[at] = without
                    views.append(_View(text, without, starts[at], urls=(0,) if at in urls else ()))
            inner = [view for one in views[1:] if (view := one.unescaped()) is not None]
            views += inner
            for _ in range(_MOST_ESCAPED):  # of a URL in a URL in a URL
                escaped = (one for one in inner if "%" in one.text)
                inner = [view for one in escaped if (view := one.unescaped()) is not None]
                views += inner
        found: list[Edit] = []
        for at, view in enumerate(views):
            found += view.placed(self._forms(view.text, signs_in(view.text) if at else signs, view.urls))
        for view in views:
            found += view.placed(self._learned(view.text))
        return _by_text(found, starts, texts, meant) if found else {}

    def knows(self, text: str, *, url: bool = False) -> bool:
        """Whether a text without a number was searched in this state, and means what it means by itself.

        Args:
            text: the text.
            url: it is a URL.
        """
        known = self._known_urls if url else self._known
        return text in known and not can_be_number(text)

    @property
    def state(self) -> tuple[int, ...]:
        """What tells whether something was learned that can be in a text without a number."""
        return (
            self._words.count,
            self._packed.count,
            self._full_names.count,
            self._domains.count,
            self._replacements.adopted,
        )

    def _keep(
        self,
        fresh: Iterable[int],
        texts: Sequence[str],
        signs: Container[str],
        urls: Container[int],
        found: Mapping[int, Sequence[Edit]],
    ) -> None:
        for at in fresh:
            text = texts[at]
            if len(text) > _LONGEST_KNOWN:
                continue
            url, edits = at in urls, found.get(at, ())
            if (edits and not (url and _PLAIN_URL.fullmatch(text))) or stands_with_others(text, signs):
                continue
            known = self._known_urls if url else self._known
            known.keep(text, tuple(edits))
            if can_be_number(text):
                known.with_numbers.add(text)

    def with_extensions(self, text: str, edits: list[Edit]) -> list[Edit]:
        """Returns edits of a running text, and those of the extensions that this interaction names."""
        found = list(self._identity.numbers.find_extensions(text)) if self._people else []
        return in_order([*edits, *found]) if found else edits

    def _forms(self, text: str, signs: Container[str], urls: Container[int]) -> Iterator[Edit]:
        yield from secret_forms(text, signs, self._to, _is_secret)
        if ":" in signs or "=" in signs:
            yield from labelled(text, self._labelled)
        if "<" in text or "&lt;" in text:
            yield from shown(text, self._labelled)
        if self._people:
            yield from identity_forms(text, signs, self._to, urls)

    def _labelled(self, field: Field, value: str) -> str | None:
        if field.role in (Role.SECRET, Role.PIN):
            return self._to.told(value)
        replaced = self._identity.replaces(field) if self._people else None
        return None if replaced is None else replaced(value)

    def _learned(self, text: str) -> Iterable[Edit]:
        identity = self._identity
        if self._people:
            identity.names.learn_recognised(text)
        elif not self._words:
            return ()
        folded = fold(text)
        found = self._words.find(folded, text)
        found += self._packed.find(folded, text)
        if self._people:
            found += self._full_names.find(with_blanks(folded), text)
            found += self._domains.find(folded)
            found += identity.numbers.find(folded)
        return found


def _is_secret(name: str) -> bool:
    return parameter(name).role in (Role.SECRET, Role.PIN)


class _Replacer:
    """What forms are replaced by: people and machines by the identity, secrets by tokens."""

    def __init__(self, identity: Identity, secrets: Secrets) -> None:
        self.mail = identity.mail
        self.person = identity.person
        self.host = identity.host
        self.login = identity.login
        self.number = identity.number
        self.distinguished_name = identity.distinguished_name
        self.directory_name = identity.directory_name
        self.sid = identity.sid
        self.token: Callable[[str], str] = secrets.token
        self.told = secrets.told
        self.credentials: Callable[[str], str] = lambda text: authorization(text, secrets)


class _View:
    """A text that is searched, and where its parts stand in all of the texts.

    Args:
        text: the text as it came.
        meant: the same with its escapes undone, which is searched then.
        offset: where it begins in all of them.
        outer: the view that it was made of, if escapes were undone twice.
        urls: where URLs begin in what is searched.
    """

    def __init__(
        self,
        text: str,
        meant: MappedText | None = None,
        offset: int = 0,
        outer: _View | None = None,
        *,
        urls: Container[int] = (),
    ) -> None:
        self.text = text if meant is None else meant.text
        self.urls = urls
        self._written = text
        self._meant = meant
        self._offset = offset
        self._outer = outer

    def unescaped(self) -> _View | None:
        """Returns the view with its escapes undone; ``None`` if it has none."""
        meant = unescape(self.text) if _may_be_escaped(self.text) else None
        return None if meant is None else _View(self.text, meant, outer=self, urls=self.urls)

    def placed(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        for start, end, made in edits:
            if self.text[start:end] == made:
                continue
            if self._meant is None:
                yield start, end, made
                continue
            first, last = self._meant.origin(start, end)
            if "%" in self._written[first:last]:
                made = in_url(made, "@-._~,:;/")
            if self._outer is None:
                yield first + self._offset, last + self._offset, made
            else:
                yield from self._outer.placed([(first, last, made)])


def _may_be_escaped(text: str) -> bool:
    return "%" in text or "&" in text or "\\" in text or "=" in text


def _by_text(
    found: list[Edit], starts: list[int], texts: Sequence[str], meant: Mapping[int, MappedText]
) -> dict[int, list[Edit]]:
    """The edits of each text, without those that reach from one into the next, or begin within an escape;
    those that end within one end before it; what overlaps is cut, so that all of it goes.
    """
    found.sort(key=lambda edit: (edit[0], -edit[1]))
    per_text: dict[int, list[Edit]] = {}
    shortened: list[tuple[int, Edit]] = []
    for start, end, made in found:
        at = bisect_right(starts, start) - 1
        if end >= starts[at + 1]:
            continue
        start, end = start - starts[at], end - starts[at]
        map_of_text = meant.get(at)
        if map_of_text is not None:
            escapes = (map_of_text.piece_around(start), map_of_text.piece_around(end))
            # "q=ABBA" is a parameter, and no escape.
            begun, ended = (None if one is None or texts[at][one] == "=" else one for one in escapes)
            if begun is not None:
                continue
            if ended is not None:
                shortened.append((at, (start, ended, made)))
                continue
        per_text.setdefault(at, []).append((start, end, made))
    for at, edit in shortened:  # of two in one place the first stays: what was found without escapes is right
        per_text.setdefault(at, []).append(edit)
    return {at: in_order(edits) for at, edits in per_text.items()}


def in_order(edits: list[Edit]) -> list[Edit]:
    """Returns edits in the order of their places, the longest first; of what overlaps all goes, each once.

    Of one that begins within another, as much is put as is left to replace, if it is as long as what it
    replaces or very long: thousands of them can overlap.
    """
    edits.sort(key=lambda edit: (edit[0], -edit[1]))
    kept: list[Edit] = []
    done = 0
    for start, end, made in edits:
        if start < done < end:
            if len(made) == end - start or len(made) > _LONGEST_TWICE:
                made = made[-(end - done) :]
            start = done
        if start < end and start >= done:
            kept.append((start, end, made))
            done = end
    return kept
