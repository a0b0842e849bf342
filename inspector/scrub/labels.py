"""What a value is for by what it is called, where no table of a document has it: a label, a key, a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from inspector.protocols.fields import (
    TREES,
    UNKNOWN,
    Field,
    Role,
    field_of,
    fixed_field,
    header_field,
    parameter,
    setting,
)
from inspector.scrub.password_patterns import (
    ENDS_TELLING,
    IN_OTHER_LANGUAGES,
    IN_QUOTES,
    NO_SECRET,
    OF_VALUE,
    PASSES_ON,
    TELLS_NEXT,
)
from inspector.scrub.patterns import run_start
from inspector.wire.body import Slot, Value
from inspector.wire.body.edits import Edit

_SECRET = frozenset((Role.SECRET, Role.PIN))
TELLING = _SECRET | {
    Role.PERSON_NAME,
    Role.PEOPLE,
    Role.MAIL_ADDRESS,
    Role.PHONE,
    Role.HOST,
    Role.USER,
    Role.SID,
    Role.PERSONAL,
    Role.BIRTHDAY,
}
"""What values are for that tell a secret or of somebody, and are replaced whole."""
# Words at the end of a name that nobody's table has, and what they speak of.
_ENDINGS = {
    Role.HOST: "host hostname server servername fqdn betarget fetarget domain domainname diaginfo",
    Role.PHONE: """
        phone telephone telephonenumber phonenumber mobile cellphone fax pager msisdn extension callerid
        dialstring
    """,
    Role.MAIL_ADDRESS: "email emailaddress mail mailaddress smtpaddress upn sip sipaddress",
    Role.USER: "user username login loginname logon account samaccountname userid",
    Role.PERSON_NAME: """
        displayname fullname firstname lastname middlename givenname surname familyname nickname organizername
        sendername contactname personname
    """,
    Role.PEOPLE: "displayto displaycc displaybcc",
    Role.PERSONAL: "deviceid imei imsi serialnumber street streetaddress postalcode city",
    Role.BIRTHDAY: "birthday birthdate dateofbirth anniversary",
}
_BY_ENDING = {word: Field(role) for role, words in _ENDINGS.items() for word in words.split()}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SIGN = re.compile(r":(?!//)|=")
_LABEL_BEFORE = re.compile(
    r"(?<![\w.@/?&-])([^\W\d_][\w.-]{0,40}(?: [^\W\d_][\w-]{1,14}){0,2})[\"'*`]{0,3}\s{0,2}\Z"
)
_MARKS = frozenset("\"'*`")
_LONGEST_LABEL = 80
_NO_LABEL_AFTER = ("@", "/", "?", "&")
_TOLD_AFTER = re.compile(r"(?:\*{1,2}(?=\s))?\s{0,8}([^\s:=\x01][^\r\n\x01]{0,300})")
_LABEL = re.compile(r"\s{0,40}([^\W\d_][\w. -]{0,40}?)\s{0,4}[:=]?\s{0,40}")
# In quotes a password can have blanks.
_FIRST_WORD = re.compile(
    rf"{IN_QUOTES}|([{{\[][^\s<>\x01]{{0,4095}}|[^\s\"'<>\x01{{\[](?:{OF_VALUE}){{0,4095}}))"
)
_TO_THE_NEXT = re.compile(r"[^\s\"'<>&;\x01]{1,4096}")
_PHRASE = re.compile(r"\"?([^;|<>\"\x01]{1,300})")
_NEXT_OF_LIST = re.compile(r"\"?; ?\"?([^;|<>\"\r\n\x01]{1,80})")
# Who wrote to whom, as the head of a mail that is answered says it in other languages; names alone follow.
_CORRESPONDENTS = frozenset(
    (
        *("von", "an", "absender", "empf\u00e4nger", "organisator", "van", "aan", "afzender"),
        *("de", "\u00e0", "exp\u00e9diteur", "destinataire", "para", "remitente", "destinatario"),
        *("da", "mittente", "fr\u00e5n", "till", "fra", "til", "od"),
    )
)
_NAMES_ONLY = Field(Role.PEOPLE, "names")
TOLD = Field(Role.SECRET, "told")
_TOLD_IN_SENTENCE = Field(Role.SECRET, "told in a sentence")
IN_TEXT = (TOLD, _TOLD_IN_SENTENCE)
"""What a text says is a secret behind it: that can be a word of a sentence."""
_OTHER_WORDS = frozenset(IN_OTHER_LANGUAGES)
_DIGIT = re.compile(r"\d")
_LONGEST_END = 160  # characters in which a text's last label is looked for
_NAME = r"[^\W\d_a-z][\w.'\u2019-]{0,30}(?:,? [^\W\d_a-z][\w.'\u2019-]{0,30}){1,4}"
_NAMES = re.compile(rf"({_NAME}(?:; ?{_NAME}){{0,30}})(?=[ \t;]{{0,4}}(?:[\r\n\x01]|\Z))")
_NO_SECRET = re.compile(rf"(?i)(?:{NO_SECRET})\b")
_LOOKS_TOLD = re.compile(r"[\d\\@]|\A[^\W\d_a-z][\w.'-]*(?:[,;]? [^\W\d_a-z][\w.'-]*){0,8}\Z")
_SHOWN = re.compile(
    r"(?:<|&lt;)(?:[\w.-]{1,40}:)?([^\W\d_][\w.-]{1,60})(?:\s[^<>&\x01]{0,300})?(?:>|&gt;)([^<>&\x01]{1,4096})(?=<|&lt;)"
)
_GIVES_NAMES = ("name", "key", "id", "property", "setting", "propertyname", "headername")
_HOLDS_VALUES = frozenset(("value", "content", "val", "default"))
_EMPTY_NAMES = "cid mid urn code title name text id key value data type state label message subject"
_SAYS_NOTHING = frozenset(_EMPTY_NAMES.split())
_FLAT = ("json", "form", "field")  # their names say all that is known


def field_of_value(value: Value) -> Field:
    """Returns what a value of a body is for.

    Args:
        value: the value.
    """
    field = field_of(value)
    name = value.attribute or value.name
    is_value = name.lower() == "value"  # whose element or brother tells what it is called
    if field.role is not Role.FREE_TEXT or (
        field is not UNKNOWN and value.layer not in _FLAT and not is_value
    ):
        return field
    if not name:
        return field
    if value.layer in TREES and _may_be_named(value.attribute):
        given = _given(value.attributes)
        if not given and is_value and not value.attribute and value.before is not None:
            given = _given(value.before[1])
        if given:
            named = field_of_name(given)
            return field if named is UNKNOWN else named
    if value.layer == "json" and is_value:
        name = value.parent
    if value.layer == "html":
        named = field_of_name(value.attribute[5:]) if value.attribute.startswith("data-") else field
        return named if named.role in _SECRET else field
    if value.layer == "field" and name in _CORRESPONDENTS:
        return _NAMES_ONLY if can_be(_NAMES_ONLY, value.text) else field
    return field_of_name(name) if field is UNKNOWN or name.lower() not in _SAYS_NOTHING else field


def field_of_slot(slot: Slot) -> Field | None:
    """Returns what all values in a slot are for, as :func:`field_of_value` says of each; ``None`` if that
    depends on the other attributes of their elements, or on what is before them.
    """
    field = fixed_field(slot.key)
    *_, name, attribute = slot.key
    if field is None or field.role is not Role.FREE_TEXT:
        return field
    own = (attribute or name).lower()
    if not attribute and own in _HOLDS_VALUES:
        return None
    beside = (other.rpartition(":")[2].lower() for other in slot.beside)
    is_asked = field is UNKNOWN or own == "value"
    if is_asked and _may_be_named(attribute) and not set(_GIVES_NAMES).isdisjoint(beside):
        return None
    return field if field is not UNKNOWN else field_of_name(attribute or name)


def name_for_next(value: Value, given: str) -> str:
    """Returns what the value after a value is called, where that is said beside it.

    That is the name before a value in XML and JSON, the key of a dictionary's entry (MS-OXWSUSRCFG), or the
    name of a part of a form (RFC 7578).

    Args:
        value: the value.
        given: what was said before it.
    """
    if value.layer == "field":
        return value.text if (value.name, value.attribute) == ("content-disposition", "name") else given
    if value.attribute:
        return ""
    if value.parent in ("DictionaryKey", "DictionaryValue") and value.name == "Type":
        return given
    named = value.name.lower() in ("name", "key") or (
        value.parent == "DictionaryKey" and value.name == "Value"
    )
    return value.text if named else ""


def names_next(slot: Slot) -> bool:
    """Whether the values in a slot are names for what comes next, see :func:`name_for_next`."""
    _, _, parent, name, attribute = slot.key
    return not attribute and (name.lower() in ("name", "key") or (parent, name) == ("DictionaryKey", "Value"))


def tells(name: str) -> bool:
    """Whether what has a name tells a secret or of somebody."""
    return field_of_name(name).role in TELLING


def field_as_named(value: Value, given: str) -> Field | None:
    """Returns what a value is for by the name that stands before it; ``None`` if that says nothing.

    Args:
        value: the value.
        given: the name, as :func:`name_for_next` has it.
    """
    if value.name.lower() not in _HOLDS_VALUES and (value.layer != "text" or value.name):
        return None
    if value.parent == "UserSetting":
        return setting(given)
    field = field_of_name(given)
    return field if field.role in TELLING and can_be(field, value.text) else None


def field_of_header(name: str) -> Field:
    """Returns what a header field is for; of one that no table has, its name says it."""
    field = header_field(name)
    return field_of_name(name) if field is UNKNOWN else field


@lru_cache(8192)
def field_of_name(name: str) -> Field:
    """Returns what a value of a name that no table has is for; :data:`UNKNOWN` if its name says nothing."""
    if name.lower() in _SAYS_NOTHING:
        return UNKNOWN
    for one in (name, name[2:] if name[:2].lower() == "x-" else ""):
        field = parameter(one) if one else UNKNOWN
        if field.role in TELLING:
            return field
    words = [word.lower() for word in _WORD.findall(name[:100])]
    for size in (1, 2, 3):
        ending = _BY_ENDING.get("".join(words[-size:])) if words else None
        if ending is not None:
            return ending
    return UNKNOWN


def field_by_label(text: str, before: Field | None = None) -> Field | None:
    """Returns what comes after a text that is a label, such as ``Password:`` in the cell before.

    Args:
        text: the text.
        before: what it is for itself, by the label before it.
    """
    if before is not None and PASSES_ON.fullmatch(text):
        return before
    if text.rstrip().endswith(ENDS_TELLING) and (end := TELLS_NEXT.search(text[-_LONGEST_END:])) is not None:
        return _TOLD_IN_SENTENCE if end[1] == "" else TOLD
    found = _LABEL.fullmatch(text) if len(text) < 90 else None
    field = field_of_name(found[1].strip()) if found else UNKNOWN
    if field.role in _SECRET or text.strip().lower() in _OTHER_WORDS:
        is_label = text.rstrip()[-1:] in ":=" or " " not in text.strip()
        return TOLD if is_label else _TOLD_IN_SENTENCE  # "Reset your password", a heading
    if field.role in TELLING:
        return field
    if found and text.rstrip()[-1:] == ":" and found[1].strip().lower() in _CORRESPONDENTS:
        return _NAMES_ONLY
    return None


def can_be(field: Field, text: str) -> bool:
    """Whether a text can be what a label says it is: ``Password: none`` tells none."""
    core = text.strip()
    if field is _NAMES_ONLY:
        return _NAMES.fullmatch(core) is not None
    if field.role in _SECRET:
        if field is _TOLD_IN_SENTENCE and " " in core and not all(map(_DIGIT.search, core.split())):
            return False
        return len(core) > 3 and not _NO_SECRET.match(core) and not (field in IN_TEXT and _is_sentence(core))
    return bool(core) and _LOOKS_TOLD.search(core) is not None


def _is_sentence(text: str) -> bool:
    """Whether a text goes on or ends as a sentence: "Please click below within 24 hours."."""
    words = [word.strip(".,;:!?()") for word in text.split()]
    return len(words) > 3 and text[-1] in ".!?:" and sum(map(str.isalpha, words)) > 2


def labelled(text: str, made: Callable[[Field, str], str | None]) -> Iterator[Edit]:
    """Yields the edits of what stands behind a label in a running text.

    Args:
        text: any text.
        made: replaces a value in a place; ``None``: it stays.
    """
    for sign in _SIGN.finditer(text):
        if not _may_end_label(text, sign.start()):
            continue
        front = text[max(0, sign.start() - _LONGEST_LABEL) : sign.start()]
        label, found = _LABEL_BEFORE.search(front), _TOLD_AFTER.match(text, sign.end())
        if label is None or found is None:
            continue
        field = field_of_name(label[1])
        if field.role not in TELLING and " " in label[1]:
            field = field_of_name(label[1].rpartition(" ")[2])
        if field.role not in TELLING and sign[0] == ":" and label[1].lower() in _CORRESPONDENTS:
            field = _NAMES_ONLY
        if field.role not in TELLING:
            continue
        if sign[0] == "=":
            if field.role in (Role.PEOPLE, Role.PERSON_NAME):
                continue  # "to=" is followed by many things, and a name has blanks
            words = _TO_THE_NEXT
        else:
            words = _FIRST_WORD if field.role in _SECRET else _NAMES if field is _NAMES_ONLY else _PHRASE
        part, start = words.match(found[1]), found.start(1)
        while part is not None:
            group = part.lastindex or 0
            value = part[group].rstrip(" \t.,;)\"'")
            if not can_be(field, value):
                break
            if (new := made(field, value)) is not None and new != value:
                at = start + part.start(group)
                yield at, at + len(value), new
            part = _NEXT_OF_LIST.match(found[1], part.end()) if field.role is Role.PEOPLE else None


def shown(text: str, made: Callable[[Field, str], str | None]) -> Iterator[Edit]:
    """Yields the edits of what stands in elements that a running text shows, as a page that tells a request.

    Args:
        text: any text.
        made: replaces a value in a place; ``None``: it stays.
    """
    for found in _SHOWN.finditer(text):
        field, value = field_of_name(found[1]), found[2]
        if field.role in TELLING and can_be(field, value) and (new := made(field, value)) is not None:
            yield found.start(2), found.end(2), new


def _may_end_label(text: str, end: int) -> bool:
    """Whether a word stands before a sign, at a glance: the last of a label begins with a letter."""
    first = max(0, end - 4)
    while end > first and (text[end - 1].isspace() or text[end - 1] in _MARKS):
        end -= 1
    start = run_start(text, end, _LONGEST_LABEL)
    begins = text[start : start + 1] if start < end else ""
    return begins.isalnum() and not begins.isdecimal() and text[start - 1 : start] not in _NO_LABEL_AFTER


def _may_be_named(attribute: str) -> bool:
    """Whether another attribute can say what a value is called: of a text, or of an attribute for values."""
    return not attribute or attribute.lower() in _HOLDS_VALUES


def _given(attributes: Mapping[str, str]) -> str:
    for name, value in attributes.items():
        if name.lower() in _GIVES_NAMES:
            return value
    return ""
