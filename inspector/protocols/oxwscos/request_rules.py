"""Rules of MS-OXWSCOS about what a client asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from inspector.protocols.message import Message, text_of
from inspector.protocols.rule import MUST, Severity, Violation, request, rule
from inspector.protocols.session import History

# For each operation: the children with text, then those with an Id; a question mark: may be left out.
_TEXTS = {
    "AddDistributionGroupToImList": ("SmtpAddress", "DisplayName"),
    "AddImGroup": ("DisplayName",),
    "AddNewImContactToGroup": ("ImAddress", "DisplayName?"),
    "AddNewTelUriContactToGroup": ("TelUriAddress", "ImContactSipUriAddress", "ImTelephoneNumber?"),
    "SetImGroup": ("NewDisplayName",),
}
_IDS = {
    "AddImContactToGroup": ("ContactId", "GroupId?"),
    "AddNewImContactToGroup": ("GroupId?",),
    "AddNewTelUriContactToGroup": ("GroupId?",),
    "RemoveContactFromImList": ("ContactId",),
    "RemoveDistributionGroupFromImList": ("GroupId",),
    "RemoveImContactFromGroup": ("ContactId", "GroupId"),
    "RemoveImGroup": ("GroupId",),
    "SetImGroup": ("GroupId",),
}
_SIP = re.compile(r"sips?:[^@\s]{1,256}@[^@\s]{1,256}|sips?:[^@\s]{1,256}", re.IGNORECASE)
_TEL = re.compile(r"tel:\+?[0-9A-F*#().-]{1,64}(?:;[^\s]{0,256})?", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s]{1,256}@[^@\s]{1,256}")


def _section(message: Message) -> str:
    return f"{message.operation.section}.3.1" if message.operation else ""


@rule("COS001", "text-not-empty", MUST, section="3.1.4.3.3.1", on=request(*_TEXTS))
def text_not_empty(message: Message, history: History) -> Iterator[Violation]:
    """Names and addresses in a request are there and have at least one character.

    They are of NonEmptyStringType (sections 3.1.4.1.3.1, 3.1.4.3.3.1, 3.1.4.4.3.1, 3.1.4.5.3.1 and
    3.1.4.12.3.1). A distribution group without DisplayName is information: published samples of
    AddDistributionGroupToImList leave it out (docs/errata.md).

    Good:
        <m:DisplayName>My group</m:DisplayName>
    Bad:
        <m:DisplayName/>
    """
    assert message.operation is not None
    for word in _TEXTS[message.operation.name]:
        name = word.rstrip("?")
        element = message.children.get(name)
        if element is not None:
            if not element.text:
                yield Violation(
                    f"{name} is empty; it must have a character", element, section=_section(message)
                )
        elif not word.endswith("?"):
            sample = (message.operation.name, name) == ("AddDistributionGroupToImList", "DisplayName")
            yield Violation(
                f"the request has no {name}",
                message.payload,
                section=_section(message),
                severity=Severity.INFO if sample else None,
            )


@rule("COS002", "identifier-sent", MUST, section="3.1.4.11.3.1", on=request(*_IDS, "GetImItems"))
def identifier_sent(message: Message, history: History) -> Iterator[Violation]:
    """A request names the contact and the group that it is about.

    ContactId and GroupId, and for GetImItems what is in ContactIds and GroupIds, are identifiers with an Id.

    Good:
        <m:GroupId Id="AAMkAGQ1" ChangeKey="EgAAAA=="/>
    Bad:
        <m:GroupId ChangeKey="EgAAAA=="/>
    """
    assert message.operation is not None
    for word in _IDS.get(message.operation.name, ()):
        name = word.rstrip("?")
        element = message.children.get(name)
        if element is None:
            if not word.endswith("?"):
                yield Violation(f"the request has no {name}", message.payload, section=_section(message))
        elif not element.get("Id"):
            yield Violation(f"{name} has no Id: it names nothing", element, section=_section(message))
    for name in ("ContactIds", "GroupIds"):
        listed = message.children.get(name)
        for element in () if listed is None else listed.iterchildren(etree.Element):
            if not element.get("Id"):
                yield Violation(f"an identifier in {name} has no Id", element, section=_section(message))


@rule(
    "COS003",
    "tel-uri",
    MUST,
    section="3.1.4.5.3.1",
    on=request("AddNewTelUriContactToGroup"),
    severity=Severity.WARNING,
)
def tel_uri(message: Message, history: History) -> Iterator[Violation]:
    """TelUriAddress is a TEL URI.

    RFC 3966, which section 3.1.4.5 names. A warning: servers keep what they are given.

    Good:
        <m:TelUriAddress>tel:+14255550100</m:TelUriAddress>
    Bad:
        <m:TelUriAddress>555 0100</m:TelUriAddress>
    """
    element = message.children.get("TelUriAddress")
    if element is not None and element.text and not _TEL.fullmatch(text_of(element)):
        yield Violation(f"{text_of(element)[:60]!r} is no TEL URI of RFC 3966", element)


@rule(
    "COS004",
    "sip-uri",
    MUST,
    section="3.1.4.5.3.1",
    on=request("AddNewTelUriContactToGroup"),
    severity=Severity.WARNING,
)
def sip_uri(message: Message, history: History) -> Iterator[Violation]:
    """ImContactSipUriAddress is a SIP URI.

    Section 3.1.4.5.3.1. A warning: servers keep what they are given.

    Good:
        <m:ImContactSipUriAddress>sip:user1@example.com</m:ImContactSipUriAddress>
    Bad:
        <m:ImContactSipUriAddress>user1</m:ImContactSipUriAddress>
    """
    element = message.children.get("ImContactSipUriAddress")
    if element is not None and element.text and not _SIP.fullmatch(text_of(element)):
        yield Violation(f"{text_of(element)[:60]!r} is no SIP URI", element)


@rule("COS005", "migration-said", MUST, section="3.1.4.13.3.1", on=request("SetImListMigrationCompleted"))
def migration_said(message: Message, history: History) -> Iterator[Violation]:
    """SetImListMigrationCompleted says whether the migration is complete, as a boolean.

    Section 3.1.4.13.3.1.

    Good:
        <m:ImListMigrationCompleted>true</m:ImListMigrationCompleted>
    Bad:
        <m:ImListMigrationCompleted>done</m:ImListMigrationCompleted>
    """
    element = message.children.get("ImListMigrationCompleted")
    if text_of(element) not in ("true", "false", "1", "0"):
        yield Violation(
            f"ImListMigrationCompleted is {text_of(element)[:60] or 'missing'!r}, no boolean",
            message.payload if element is None else element,
        )


@rule(
    "COS006",
    "smtp-address",
    MUST,
    section="3.1.4.1.3.1",
    on=request("AddDistributionGroupToImList"),
    severity=Severity.WARNING,
)
def smtp_address(message: Message, history: History) -> Iterator[Violation]:
    """The SmtpAddress of a distribution group is a mail address.

    Section 3.1.4.1.3.1. A warning: the server looks the address up.

    Good:
        <m:SmtpAddress>group1@example.com</m:SmtpAddress>
    Bad:
        <m:SmtpAddress>group1</m:SmtpAddress>
    """
    element = message.children.get("SmtpAddress")
    if element is not None and element.text and not _MAIL.fullmatch(text_of(element)):
        yield Violation(f"{text_of(element)[:60]!r} is no mail address", element)
