"""What the vocabulary says of elements, and what the scrubber's own table says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from inspector.cassette.reader import Cassette
from inspector.conformance.engine import all_rules
from inspector.protocols.common.namespaces import PREFIXES
from inspector.protocols.fields import Role, element_field
from inspector.scrub.fields import Kind, kind_of_element
from inspector.wire.soap import local_name
from inspector.wire.wbxml import decode_wbxml
from inspector.wire.xml import XmlError, parse_xml

LEAF = re.compile(rb"<(?:[\w.-]{1,64}:)?([A-Za-z][\w.-]{0,100})(\s[^<>]{0,4000})?>([^<]+)</")
CASSETTES = sorted((Path(__file__).parents[2] / "cassettes").glob("*.jsonl"))
AS_ROLE = {
    None: Role.PLAIN,
    Kind.MAIL: Role.MAIL_ADDRESS,
    Kind.PERSON: Role.PERSON_NAME,
    Kind.PEOPLE: Role.PEOPLE,
    Kind.PHONE: Role.PHONE,
    Kind.HOST: Role.HOST,
    Kind.USER: Role.USER,
    Kind.SHAPE: Role.PERSONAL,
    Kind.TEXT: Role.PLAIN,
}
OF_PEOPLE = set(AS_ROLE.values()) - {Role.PLAIN}

# Where the vocabulary sees somebody and the old table nobody, and why that is right.
MORE = {
    "LastModifiedName": "who changed an item last",
    "ImContactSipUriAddress": "an address, sip: before it",
    "FriendlyName": "what somebody calls a device",
    "NewDisplayName": "what somebody calls a group",
    "all/DisplayName": "what somebody calls a group, in the extract of a rule",
    "State": "a part of an address, as City and Street are",
    "StringAttributedValue/Value": "a name or an address of a persona",
    "Persona/DisplayName": "by its parent, whatever stands before it",
    "EmailAddress/Name": "by its parent, whatever stands before it",
    "EmailAddress/Address": "a persona's address",
}


def test_the_vocabulary_sees_everybody_whom_the_old_table_saw() -> None:
    compared, fewer, more = 0, [], []
    for content in bodies():
        for element, was in old_kinds(content):
            field = element_field(element)
            now = Role.PERSONAL if field.role is Role.SID else field.role
            compared += 1
            if now == AS_ROLE[was] or (was in (None, Kind.TEXT) and now not in OF_PEOPLE):
                continue
            name = local_name(element)
            around = element.getparent()
            names = {name, f"{'' if around is None else local_name(around)}/{name}"}
            if was in (None, Kind.TEXT):
                more += [] if names & set(MORE) else [(names, element.text)]
            else:
                fewer.append((names, element.text, was, now))
    assert compared > 800
    assert fewer == []
    assert more == []


def bodies() -> Iterator[bytes]:
    for path in CASSETTES:
        for interaction in Cassette(path):
            for message in (interaction.request, interaction.response):
                content = b"" if message is None else message.content
                is_wbxml = content.startswith(b"\x03\x01\x6a")
                yield etree.tostring(decode_wbxml(content)) if is_wbxml else content
    declared = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in PREFIXES.items())
    for rule in all_rules():
        for case in (rule.page.good, rule.page.bad):
            yield f"<all {declared}>{case}</all>".encode()


def old_kinds(content: bytes) -> Iterator[tuple[etree._Element, Kind | None]]:
    """Yields the elements of a message that hold a text only, and what the table said of them."""
    try:
        root = parse_xml(content)
    except XmlError:
        return
    leaves = (leaf for leaf in root.iter(etree.Element) if len(leaf) == 0 and (leaf.text or "").strip())
    found = (each for each in LEAF.finditer(content) if each[3].strip())
    for leaf, each in zip(leaves, found, strict=False):
        if local_name(leaf) != each[1].decode():
            return  # a text with a CDATA section in it
        yield leaf, kind_of_element(each[1].decode(), content, each.start(), each[2] or b"")
