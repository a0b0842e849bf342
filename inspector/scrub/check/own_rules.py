"""Rules of the user's own, in reverse: what they find has to be a stand-in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from inspector.scrub.check.stand_ins import Recogniser

_KINDS: dict[str, Callable[[Recogniser, str], bool]] = {
    "shape": Recogniser.token,
    "mail": Recogniser.mail,
    "name": Recogniser.name,
    "phone": Recogniser.phone,
    "host": Recogniser.host,
    "remove": lambda known, text: not text,
}


@dataclass(frozen=True)
class OwnRule:
    """A rule as a cassette's header has it.

    Args:
        pattern: what it finds; the first group, or all of it.
        header: the field that it is about, in lower case; empty if it is about bodies and URLs.
        kind: what is put in its place.
    """

    pattern: re.Pattern[bytes]
    header: str
    kind: str

    def finds(self, data: bytes, known: Recogniser) -> bool:
        """Whether there is something that it should have replaced."""
        group = 1 if self.pattern.groups else 0
        is_stand_in = _KINDS[self.kind]
        return any(
            found[group] is not None and not is_stand_in(known, found[group].decode("utf-8", "replace"))
            for found in self.pattern.finditer(data)
        )


def own_rules(scrub: Mapping[str, Any] | None) -> list[OwnRule]:
    """Returns the rules of a cassette's header; what is none is left out, which scrubbing refuses.

    Args:
        scrub: the header's ``scrub``.
    """
    rules = (scrub or {}).get("rules")
    made = []
    for rule in rules if isinstance(rules, list) else []:
        if not isinstance(rule, Mapping) or rule.get("as", "shape") not in _KINDS:
            continue
        try:
            pattern = re.compile(str(rule.get("pattern", "")).encode())
        except re.error:
            continue
        made.append(OwnRule(pattern, str(rule.get("header", "")).lower(), str(rule.get("as", "shape"))))
    return made
