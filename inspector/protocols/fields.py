"""The vocabulary: what the values of messages are for, by the place in which they stand.

Each folder of a document has its table, ``fields.toml`` (see :mod:`inspector.protocols.field_tables`). In
``common`` stand those of what the documents share, and of what is around them: SOAP, Autodiscover, the rest
of Exchange's schema, HTTP, mail, and the names of parameters.

Of the places that fit, one with a condition goes first, then one with a parent, then the name alone, then
what the schemas type as a number, a truth or one of some words; then the name in other namespaces, of which
the role that needs most care counts; then what a name says by its sound. What nothing names is free text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

from lxml import etree

from inspector.bounded import ClearedWhenFull
from inspector.protocols.field_roles import UNKNOWN, Field, Role
from inspector.protocols.field_tables import Choice, Found, tables
from inspector.wire.soap import local_name, namespace_of

__all__ = [
    "TREES",
    "UNKNOWN",
    "Field",
    "Place",
    "Role",
    "element_field",
    "field_of",
    "fixed_field",
    "header_field",
    "is_set",
    "mail_field",
    "parameter",
    "roles_of_name",
    "setting",
]

TREES = ("xml", "html", "wbxml")
"""The syntaxes that are trees of elements."""

_MOST_KEPT = 16_384  # places; names come from clients
_MAIL_HEADER = ("InternetMessageHeader", "")  # a field of a mail's header, told by its attribute HeaderName


class Place(Protocol):
    """What is asked of a value: where it stands."""

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Where it stands.

        The syntax (``xml``, ``html``, ``json``, ``form``, ``field`` ...); the namespace of its
        element, the local names of the element around that and of the element itself (or its key, or the
        name of its field), and that of its attribute. What it has not is empty.
        """

    @property
    def attributes(self) -> Mapping[str, str]:
        """All attributes of its element, by name."""

    @property
    def before(self) -> tuple[str, Mapping[str, str]] | None:
        """The local name of the element before its own among its siblings, with its attributes."""


_kept: ClearedWhenFull[tuple[str, str, str, str, str], Field | Choice] = ClearedWhenFull(_MOST_KEPT)


def field_of(value: Place) -> Field:
    """Returns what a value is for.

    Args:
        value: as the opener of bodies gives it.
    """
    known = _kept.get(value.key) or _keep(value.key)
    if isinstance(known, Field):
        return known
    field = known.of(value.attributes, value.before)
    if field.role is Role.FREE_TEXT and value.key[3:] == _MAIL_HEADER:
        return mail_field(value.attributes.get("HeaderName", ""))
    return field


def fixed_field(key: tuple[str, str, str, str, str]) -> Field | None:
    """Returns what all values in a place are for; ``None`` if that depends on what is beside them.

    Args:
        key: as of :class:`Place`.
    """
    known = _kept.get(key) or _keep(key)
    return known if isinstance(known, Field) else None


def element_field(element: etree._Element, attribute: str = "") -> Field:
    """Returns what the text of an element is for, or one of its attributes.

    Args:
        element: the element, in its document.
        attribute: the local name of the attribute; empty for the text.
    """
    around = element.getparent()
    parent = "" if around is None else local_name(around)
    key = ("xml", namespace_of(element), parent, local_name(element), attribute)
    known = _kept.get(key)
    if known is None:
        known = _keep(key)
    if isinstance(known, Field):
        return known
    before = element.getprevious()
    while before is not None and not isinstance(before.tag, str):
        before = before.getprevious()
    return known.of(_named(element), None if before is None else (local_name(before), _named(before)))


def is_set(element: etree._Element) -> bool:
    """Whether the children of an element may stand in any order and mean the same."""
    return local_name(element) in tables().sets and element_field(element).unordered


def roles_of_name(name: str) -> frozenset[Role]:
    """Returns all roles that an element or attribute of a name has anywhere.

    Args:
        name: its local name.
    """
    roles = tables().roles_of_name(name)
    sound = _by_sound(name)
    return roles if sound is None else roles | {sound.role}


@lru_cache(4096)
def header_field(name: str) -> Field:
    """Returns what a field of HTTP's header is for.

    Args:
        name: its name, in any case.
    """
    known = tables().find("http", "", name.lower()).field
    return known or _by_sound(name) or UNKNOWN


def mail_field(name: str) -> Field:
    """Returns what a field of a mail's header is for.

    Args:
        name: its name, in any case.
    """
    return fixed_field(("field", "", "", name.strip().lower(), "")) or UNKNOWN


@lru_cache(4096)
def parameter(name: str) -> Field:
    """Returns what a parameter of a URL or a form is for, or a key of JSON.

    Args:
        name: its name; ``accessToken``, ``AccessToken``, ``access_token`` and ``access-token`` are the same.
    """
    known = tables().find("parameter", "", "-".join(_words(name))).field
    return known or _by_sound(name) or tables().find("", "", name[:1].upper() + name[1:]).field or UNKNOWN


@lru_cache(1024)
def setting(name: str) -> Field:
    """Returns what the value of a user setting of Autodiscover is for (MS-OXWSADISC section 3.1.4.8).

    Args:
        name: as the element before it has it: ``<Name>UserDisplayName</Name>``.
    """
    return tables().find("setting", "", name).field or UNKNOWN


def _keep(key: tuple[str, str, str, str, str]) -> Field | Choice:
    found = _found(*key)
    meant = found.field or UNKNOWN
    return _kept.keep(key, Choice(found.conditions, meant) if found.conditions else meant)


def _found(layer: str, namespace: str, parent: str, name: str, attribute: str) -> Found:
    if layer in TREES:
        return _of_element(namespace, parent, name, attribute)
    if layer in ("json", "form"):
        return Found(parameter(name))
    if layer == "field":
        return _or_by_sound(tables().find("mail", "", name.lower(), attribute.lower()), name)
    if layer == "property":
        return tables().find("property", "", name.upper(), attribute.upper())
    return Found(UNKNOWN)


def _of_element(namespace: str, parent: str, name: str, attribute: str) -> Found:
    section = tables().section_of(namespace) if namespace else ""
    if section in ("", "html"):
        html = tables().find("html", "", name.lower())
        if html.field is not None:  # <code> and <label> sound like what they are not
            return tables().find("html", "", name.lower(), attribute.lower()) if attribute else html
    return _or_by_sound(tables().find(section, parent, name, attribute), attribute or name)


def _or_by_sound(found: Found, name: str) -> Found:
    return found if found.field is not None else Found(_by_sound(name), found.conditions)


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LONGEST_NAME = 100  # characters
# Words that a secret has in its name, wherever in it; and the end of one written in one: "accesstoken".
_SECRET = re.compile(
    r"(?:\A|-)[a-z]{0,20}(?:token|secret|password|passwd|passphrase|passcode|apikey|sessionkey|sessionid|cookie"
    r"|credential|canary|authorization|passwort|kennwort|wachtwoord)(?:s|value)?(?=-|\Z)|(?:\A|-)(?:pwd|jwt|csrf"
    r"|xsrf|pass-word|session-id|mdp|mot-?de-?passe|contrase(?:n|-)a|senha|kenncode|zugangscode|toegangscode"
    r"|(?:api|session|private|shared|secret|access|account|encryption|signing|subscription|master|client)-key)"
    r"(?=-|\Z)"
)
# Words that make one only as the last: "x-session", not "session-state".
_SECRET_AT_END = re.compile(
    r"(?:\A|-)(?:[a-z]{0,20}signature|assertion|auth|bearer|nonce|otp|session|ticket|totp)"
    r"(?:-(?:value|data|hash|[0-9]{1,4}))?\Z"
)
_PIN = re.compile(r"(?:\A|-)(?:pin|pincode|um-?pin)(?:-(?:number|code|value|[0-9]+))?\Z")
# What a name ends with that speaks of a secret and holds none: "token_type", "password-expires".
_ABOUT = re.compile(
    r"-(?:type|types|url|uri|endpoint|expiry|expires|expiration|expire|in|date|time|at|age|lifetime|length|size|count"
    r"|algorithm|alg|method|methods|mode|policy|status|state|enabled|required|supported|allowed|error|errors|name"
    r"|format|version|header|scheme|level|support|attempts|attempted|completed|history|complexity)\Z"
)


def _words(name: str) -> list[str]:
    """The words of a name in lower case, in whichever way they are joined."""
    return [word.lower() for word in _WORD.findall(name[:_LONGEST_NAME])]


def _by_sound(name: str) -> Field | None:
    """Returns what a name that no table has says of its value; ``None``: nothing."""
    words = "-".join(_words(name))
    if _PIN.search(words):
        return Field(Role.PIN)
    if _SECRET_AT_END.search(words) or (_SECRET.search(words) and not _ABOUT.search(words)):
        return Field(Role.SECRET)
    return None


def _named(element: etree._Element) -> dict[str, str]:
    return {str(name).rpartition("}")[2]: str(value) for name, value in element.items()}
