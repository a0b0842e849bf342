"""Rules of the user's own, from a TOML file.

::

    [[rule]]
    pattern = 'EMP-\\d{6}'        # a regular expression; its first group is replaced, or all of it
    as = "shape"                 # mail, name, phone, host, shape, or remove

    [[rule]]
    element = "EmployeeId"       # the text of elements of this local name

    [[rule]]
    header = "X-Employee"        # the value of header fields of this name
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_plus

from inspector.errors import InputError, UsageError
from inspector.scrub.patterns import in_url
from inspector.scrub.replacements import Replacements

_AS = ("shape", "mail", "name", "phone", "host", "remove")
_KEYS = {"pattern", "element", "header", "as"}
_PART = re.compile(r"[^?&;#=/]+")


@dataclass(frozen=True)
class CustomRule:
    """What a user wants replaced.

    Args:
        pattern: where it stands in a body or URL; its first group is replaced, or all if it has none.
        header: the header field that it is about, in lower case; empty if it is about bodies and URLs.
        kind: what is put in its place, one of ``shape``, ``mail``, ``name``, ``phone``, ``host``, ``remove``.
        element: the local name of the elements whose text it is about; empty if it is about any text.
    """

    pattern: re.Pattern[bytes]
    header: str = ""
    kind: str = "shape"
    element: str = ""

    def to_json(self) -> dict[str, str]:
        """Returns the rule as it stands in a cassette's header, for a replay to scrub in the same way."""
        rule = {"pattern": self.pattern.pattern.decode(), "header": self.header, "as": self.kind}
        return rule | ({"element": self.element} if self.element else {})

    @classmethod
    def from_json(cls, data: object) -> CustomRule:
        """Reads a rule of a cassette's header.

        Raises:
            UsageError: it makes no sense.
        """
        rule = data if isinstance(data, dict) else {}
        kind = str(rule.get("as", "shape"))
        try:
            pattern = re.compile(str(rule["pattern"]).encode())
        except (KeyError, re.error):
            raise UsageError("a scrub rule of the cassette's header makes no sense") from None
        if kind not in _AS:
            raise UsageError(f"a scrub rule of the cassette's header replaces in an unknown way, {kind!r}")
        return cls(pattern, str(rule.get("header", "")), kind, str(rule.get("element", "")))

    def apply(self, data: bytes, replacements: Replacements, spelled: Callable[[str], str] = str) -> bytes:
        """Returns the data with what the rule finds replaced.

        Args:
            data: where the rule looks.
            replacements: make what is put in its place.
            spelled: says how that is written there.
        """
        replace = _replacement(self.kind, replacements)

        def put(found: re.Match[bytes]) -> bytes:
            group = 1 if found.re.groups else 0
            if found[group] is None:
                return found[0]
            start, end = found.start(group) - found.start(), found.end(group) - found.start()
            made = spelled(replace(found[group].decode("utf-8", "surrogateescape")))
            return found[0][:start] + made.encode("utf-8", "surrogateescape") + found[0][end:]

        return self.pattern.sub(put, data)

    def apply_to_text(self, text: str, replacements: Replacements) -> str:
        """Returns a text with what the rule finds replaced; all of it, if the rule is about an element."""
        if self.element:
            core = text.strip()
            return text.replace(core, _replacement(self.kind, replacements)(core)) if core else text
        data = text.encode("utf-8", "surrogatepass")
        made = self.apply(data, replacements)
        return text if made == data else made.decode("utf-8", "surrogatepass")

    def apply_to_url(self, url: str, replacements: Replacements) -> str:
        """Returns a URL with what the rule finds replaced: as it is written, else in what its parts say."""
        data = url.encode("utf-8", "surrogatepass")
        made = self.apply(data, replacements, escaped)
        if made != data:
            return made.decode("utf-8", "surrogatepass")
        return _PART.sub(lambda found: self._in_part(found[0], replacements), url) if "%" in url else url

    def _in_part(self, part: str, replacements: Replacements) -> str:
        told = unquote_plus(part)
        made = self.apply_to_text(told, replacements)
        return part if made == told else escaped(made)


def escaped(text: str) -> str:
    """Returns a text as a part of a URL says it."""
    return in_url(text, "@-._~/=:,!*()")


def read_rules(path: Path | str) -> tuple[CustomRule, ...]:
    """Reads a file of rules.

    Raises:
        InputError: it cannot be read, or is no TOML.
        UsageError: a rule in it makes no sense.
    """
    try:
        data = tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as problem:
        raise InputError(f"the rules cannot be read ({problem.strerror})", str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise InputError(f"the rules are no TOML ({problem})", str(path)) from None
    entries = data.get("rule", [])
    if not isinstance(entries, list) or set(data) - {"rule"}:
        raise UsageError("a file of rules has [[rule]] tables and nothing else", str(path))
    return tuple(_rule(entry, f"{path}, rule {number}") for number, entry in enumerate(entries, 1))


def _rule(entry: object, where: str) -> CustomRule:
    if (
        not isinstance(entry, dict)
        or set(entry) - _KEYS
        or not all(isinstance(v, str) for v in entry.values())
    ):
        raise UsageError("a rule has pattern, element or header, and as; all of them texts", where)
    if sum(key in entry for key in ("pattern", "element", "header")) != 1:
        raise UsageError("a rule has exactly one of pattern, element and header", where)
    kind = entry.get("as", "shape")
    if kind not in _AS:
        raise UsageError(f"there is no way to replace called {kind!r}", where, f"Use {', '.join(_AS)}.")
    if "element" in entry:
        name = re.escape(entry["element"]).encode()
        return CustomRule(
            re.compile(rb"<(?:[\w.-]{1,64}:)?" + name + rb"(?:\s[^<>]{0,4000})?>([^<]+)</"),
            kind=kind,
            element=entry["element"],
        )
    if "header" in entry:
        return CustomRule(re.compile(rb"(?s).+"), entry["header"].lower(), kind)
    try:
        return CustomRule(re.compile(entry["pattern"].encode()), "", kind)
    except re.error as problem:
        raise UsageError(f"the pattern is no regular expression ({problem})", where) from None


def _replacement(kind: str, replacements: Replacements) -> Callable[[str], str]:
    ways: dict[str, Callable[[str], str]] = {
        "shape": replacements.shape,
        "mail": replacements.mail,
        "name": replacements.name,
        "phone": replacements.phone,
        "host": replacements.host,
        "remove": lambda text: "",
    }
    return ways[kind]
