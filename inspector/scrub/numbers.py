"""Telephone numbers that were seen in their places, found again in running text, however they are grouped."""

from __future__ import annotations

import re

from inspector.scrub.stand_ins import StandIns, prefix_size

__all__ = ["LearnedNumbers"]

_MOST = 20_000
_FEWEST = 7  # digits; fewer are an extension, which is looked for in the interaction that names it
_MOST_GROUPS = 8  # in which the digits of a number are written
_EXTENSION = re.compile(r"\d{4,6}")
# What stands between the digits of a number, as it is and escaped for URLs, quoted-printable, XML and HTML.
_BETWEEN = (
    rb"(?:[ ().\-/]|\xc2\xa0|%(?:20|28|29|2[bdefBDEF]|C2|c2|A0|a0)|=(?:20|28|29|2[BDEF])"
    rb"|&(?:amp;)?(?:#(?:32|40|41|43|45|46|47|160)|nbsp);)"
)
_NUMBER = re.compile(rb"\d(?:" + _BETWEEN + rb"{0,4}\d){6,16}(?![0-9A-Za-z])")
_BEGINNING = re.compile(rb"(?:\A|[^0-9A-Za-z%.]|%[0-9A-Fa-f]{2}|=[0-9A-F]{2})\Z")
_BETWEEN_PLAIN = b" ().-/\xc2\xa0"
_ESCAPES = re.compile(rb"%[2CcAa]|=2[0-9A-F]|&(?:amp;)?#|&(?:amp;)?nbsp")
_LOOKED_FOR = 32  # numbers that are looked for one by one
_DIGIT = re.compile(_BETWEEN + rb"|(\d)")
_SHORT = re.compile(rb"(?<![0-9A-Za-z.,:+-])\d{4,6}(?![0-9A-Za-z:]|[.,-]\d)")


class LearnedNumbers:
    """Remembers numbers by their digits, without what comes before a subscriber's number.

    Args:
        stand_ins: makes what is put instead. It knows the numbers that a cassette has in place of others, and
            so a replay recognises a number by what would be put in its place.
    """

    def __init__(self, stand_ins: StandIns) -> None:
        self._stand_ins = stand_ins
        self._learned: set[str] = set()
        self._learned_bytes: list[bytes] = []
        self._extensions: dict[bytes, bytes] = {}

    def __len__(self) -> int:
        return len(self._learned) + len(self._extensions)

    def learn(self, text: str) -> None:
        """Remembers what is a number by its place; parameters of a URI are none."""
        text = text.partition(";")[0]
        digits = "".join(char for char in text if char in "0123456789")
        if len(digits) < _FEWEST:
            if _EXTENSION.fullmatch(digits) and self._stand_ins.subscriber(digits) != digits:
                self._extensions[digits.encode()] = self._stand_ins.subscriber(digits).encode()
            return
        own = digits[prefix_size(digits, "+" in text) :]
        if own in self._learned or len(self._learned) >= _MOST or self._stand_ins.subscriber(own) == own:
            return
        self._learned.add(own)
        self._learned_bytes.append(own.encode())
        self._stand_ins.tell(self._stand_ins.subscriber(own))

    def forget_extensions(self) -> None:
        """Forgets what is looked for in one interaction only."""
        self._extensions.clear()

    def sweep(self, data: bytes) -> bytes:
        """Returns the bytes with every learned number replaced, its form kept."""
        if not self._stand_ins.tells_numbers and not (self._learned and self._may_be_in(data)):
            return data
        return _NUMBER.sub(self._swept, data)

    def _may_be_in(self, data: bytes) -> bool:
        """Spares most messages a close look."""
        if len(self._learned) > _LOOKED_FOR or _ESCAPES.search(data):
            return True
        bare = data.translate(None, _BETWEEN_PLAIN)
        return any(number in bare for number in self._learned_bytes)

    def sweep_extensions(self, text: bytes) -> bytes:
        """Returns a running text with the extensions of this interaction replaced."""
        if not self._extensions:
            return text
        return _SHORT.sub(lambda found: self._extensions.get(found[0], found[0]), text)

    def _swept(self, found: re.Match[bytes]) -> bytes:
        """A run of digits can hold more than a number: ``712 555 0123 (3 seconds)``."""
        before = found.string[max(0, found.start() - 3) : found.start()]
        if not _BEGINNING.search(before):
            return found[0]
        groups = _groups(found[0])
        made = bytearray(found[0])
        first = 0
        while first < len(groups):
            for last in range(min(len(groups), first + _MOST_GROUPS), first, -1):
                places = [at for group in groups[first:last] for at in group]
                plus = first == 0 and (before.endswith((b"+", b"%2B", b"%2b", b"=2B")) or before == b"43;")
                if len(places) >= _FEWEST and self._replaced(made, places, plus):
                    first = last - 1
                    break
            first += 1
        return bytes(made)

    def _replaced(self, made: bytearray, places: list[int], plus: bool) -> bool:
        digits = "".join(chr(made[at]) for at in places)
        front = prefix_size(digits, plus)
        if not self._is_known(digits[front:]):
            return False
        for at, digit in zip(places[front:], self._stand_ins.subscriber(digits[front:]), strict=True):
            made[at] = ord(digit)
        return True

    def _is_known(self, own: str) -> bool:
        return own in self._learned or (
            self._stand_ins.tells_numbers and self._stand_ins.is_told(self._stand_ins.number_for(own))
        )


def _groups(run: bytes) -> list[list[int]]:
    """Where the digits are that stand together, group by group."""
    groups: list[list[int]] = []
    together = False
    for one in _DIGIT.finditer(run):
        if one[1] is None:
            together = False
        elif together:
            groups[-1].append(one.start())
        else:
            groups.append([one.start()])
            together = True
    return groups
