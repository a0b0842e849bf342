"""What a value is for by what stands beside it: a label before it, or the name that its own tag gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from inspector.protocols.fields import TREES, UNKNOWN, Role, field_of, header_field, parameter
from inspector.scrub.check.secret_patterns import announces_password
from inspector.scrub.check.sensitive_names import looks_guessed, role_by_sound
from inspector.wire.body import Value

_LINE = re.compile(
    r"(?<![\w.-])([A-Za-z][\w.-]{1,40}+(?: [a-z]{2,12}+)?):[ \t]{1,8}(?=([^\s:][^\r\n\x1f:]{0,300}))"
)
_SHOWN = re.compile(
    r"<(?:[\w.-]{1,40}+:)?([A-Za-z][\w.-]{1,60}+)(?:\s[^<>\x1f]{0,300}+)?>(?=([^<>\x1f]{1,4096}+)<)"
)
_LABEL = re.compile(r"\s*([A-Za-z][\w. -]{1,40}?)\s*[:=]?\s*")
_NAMED = ("", "id", "name")  # attributes of HTML
_PASSES_ON = re.compile(r"(?:[\W_]{0,40}|\s*(?:is|ist|lautet|est|es|è|é)\W{0,8})")
_TOLD = frozenset(
    (
        Role.PERSON_NAME,
        Role.PEOPLE,
        Role.USER,
        Role.PHONE,
        Role.MAIL_ADDRESS,
        Role.PERSONAL,
        Role.BIRTHDAY,
        Role.HOST,
    )
)
_TELLING = re.compile(r"[\d\\@]|\A[^\W\d_a-z][\w.'-]*(?:[,;]? [^\W\d_a-z][\w.'-]*){1,8}\Z")
_FLAT = ("json", "form", "field")  # their names say all that is known: a displayName is of somebody
_VALUES = frozenset(("value", "content", "val", "default"))
_NAMES = ("name", "key", "id", "property", "setting", "propertyname", "headername")


def role_of(value: Value) -> tuple[Role, str]:
    """Returns what a value is for, and what it is called.

    Args:
        value: of an opened body.
    """
    name = value.attribute or value.name
    field = field_of(value)
    if field.role is not Role.FREE_TEXT:
        return field.role, name
    if value.layer in TREES and (
        value.attribute.lower() in _VALUES
        if value.attribute
        else field is UNKNOWN or value.name.lower() == "value"
    ):
        given = _given(value.attributes)
        if not given and value.before is not None and value.name.lower() == "value":
            given = _given(value.before[1])
        if given:
            return role_of_name(given), given
    if field is UNKNOWN or value.layer in _FLAT:
        if value.layer == "json" and name.lower() == "value":
            name = value.parent
        return role_of_name(name), name
    return field.role, name


def role_of_field(name: str) -> Role:
    """Returns what a header field is for; one that nobody knows says it by its name, without the ``X-``.

    Args:
        name: its name.
    """
    field = header_field(name)
    return field.role if field is not UNKNOWN else role_of_name(re.sub(r"(?i)\Ax-", "", name))


def role_of_name(name: str) -> Role:
    """Returns what a parameter, key or label is for.

    Args:
        name: what it is called.
    """
    role = parameter(name).role
    return role if role is not Role.FREE_TEXT else role_by_sound(name) or role


def labelled(text: str) -> Iterator[tuple[Role, str]]:
    """Yields what a text tells line by line behind labels, or in elements that it shows: what it is for, and
    itself.

    Args:
        text: running text.
    """
    for found in _LINE.finditer(text):
        told = found[2].rstrip(" \t.;")
        role = _of_label(found[1], told)
        if role is not None:
            yield role, told
    for found in _SHOWN.finditer(text):
        role = _of_label(found[1], found[2])
        if role is not None:
            yield role, found[2]


def beside(before: Value | None, value: Value) -> Role | None:
    """Returns what a value is for by the value before it, as in two cells of a table.

    Args:
        before: the value before it, as :func:`announcer` has it.
        value: a value of which nobody knows what it is for.
    """
    if before is None:
        return None
    if before.layer == value.layer:
        named = value.layer in (*TREES, "json") and value.name.lower() in _VALUES
        told = (value.layer == "html" and not value.attribute) or (
            named and (before.name.lower() in _NAMES or before.parent == "DictionaryKey")
        )
    else:
        named = before.layer in TREES and not before.attribute and before.name.lower() in _NAMES
        told = value.layer == "text" and not value.name and (named or _names_part(before))
    if told:
        found = _LABEL.fullmatch(before.text) if len(before.text) < 48 else None
        role = _of_label(found[1], value.text.strip()) if found else None
        announced = role is None and announces_password(before.text) and looks_guessed(value.text)
        return Role.SECRET if announced else role
    return None


def announcer(before: Value | None, value: Value) -> Value | None:
    """Returns the value that may say what the next one is for: fields of a part of a form (RFC 7578), the
    type in an entry of a dictionary, and what has no word in HTML, stand between.

    Args:
        before: the value before this one.
        value: this one.
    """
    if value.layer == "html" and (value.attribute not in _NAMED or _PASSES_ON.fullmatch(value.text)):
        return before
    between = value.layer == "field" or (value.parent, value.name) == ("DictionaryValue", "Type")
    kept = before is not None and (_names_part(before) or before.parent == "DictionaryKey")
    return before if between and kept and not _names_part(value) else value


def _names_part(value: Value) -> bool:
    return (value.layer, value.name, value.attribute) == ("field", "content-disposition", "name")


def _of_label(label: str, text: str) -> Role | None:
    """What a text behind a label is for, if it can be that: a page asks for much that it has not."""
    role = role_of_name(label)
    if role in (Role.SECRET, Role.PIN):
        return role if looks_guessed(text) else None
    return role if role in _TOLD and _TELLING.search(text) else None


def _given(attributes: Mapping[str, str]) -> str:
    lower = {name.lower(): text for name, text in attributes.items()}
    return next((lower[name] for name in _NAMES if name in lower), "")
