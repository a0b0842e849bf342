"""Rules about the SOAP headers of requests (MS-OXWSCDATA section 2.2.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from inspector.protocols.common.headers import HEADERS
from inspector.protocols.common.namespaces import TYPES
from inspector.protocols.message import Message, text_of
from inspector.protocols.rule import MAY, MUST, Severity, Violation, request, rule
from inspector.protocols.session import History
from inspector.wire.soap import local_name
from inspector.wording import close_to

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")  # RFC 3066 section 2.1
_SID = re.compile(r"S-1(?:-[0-9]{1,20}){1,16}", re.IGNORECASE)  # MS-DTYP section 2.4.2.1
_NAMED_BY = {"SID": "security identifier", "PrincipalName": "name with its domain"}


@rule("CDT008", "headers-of-the-binding", MAY, section="2.2.3", on=request(by_head=True))
def headers_of_the_binding(message: Message, history: History) -> Iterator[Violation]:
    """A request has the SOAP headers that the binding of its operation lists, and no others.

    Information, once in a session for each operation and header: clients send what they always send,
    servers pass over what they do not need, and the documents' own examples have headers beside the
    bindings.

    Good:
        <t:RequestServerVersion Version="Exchange2013"/>
    Bad:
        <t:DateTimePrecision>Seconds</t:DateTimePrecision>
    """
    operation, envelope = message.operation, message.envelope
    if operation is None or envelope is None:
        return
    headers = envelope.headers if message.head is None else message.head.headers
    for place, block in enumerate(headers):
        name = local_name(block)
        if name in (operation.headers or ()) or _meant(str(block.tag)):
            continue
        if history.first_time(f"CDT008 {operation.name} {name[:100]}"):
            yield Violation(
                f"the binding of {operation.name} lists no {name[:100]} header",
                envelope.headers[place],
                document=operation.document.name,
                section=operation.section,
            )


@lru_cache(256)
def _meant(tag: str) -> str:
    """The header that a misspelt one was meant to be; empty if it is none, or is like none."""
    namespace, _, name = tag.rpartition("}")
    if tag in HEADERS or namespace != f"{{{TYPES}":
        return ""
    return next(iter(close_to(name, (each.rpartition("}")[2] for each in HEADERS))), "")


@rule(
    "CDT009",
    "mailbox-culture",
    MUST,
    section="2.2.3.6",
    on=request(only_with=("MailboxCulture",), by_head=True),
    severity=Severity.WARNING,
)
def mailbox_culture(message: Message, history: History) -> Iterator[Violation]:
    """MailboxCulture, if there is one, is a language tag of RFC 3066.

    The tables of the message parts say so wherever a binding lists the header.

    Good:
        <t:MailboxCulture>de-AT</t:MailboxCulture>
    Bad:
        <t:MailboxCulture>German (Austria)</t:MailboxCulture>
    """
    culture = message.soap_header("MailboxCulture")
    if culture is not None and _LANGUAGE.fullmatch(text_of(culture)) is None:
        yield Violation(f"{text_of(culture)[:60]!r} is no language tag of RFC 3066", culture)


@rule("CDT013", "header-once", MUST, section="2.2.3", on=request(by_head=True), severity=Severity.WARNING)
def header_once(message: Message, history: History) -> Iterator[Violation]:
    """A request has each SOAP header once at most.

    MS-OXWSCDATA knows ErrorDuplicateSOAPHeader for it. Of two, a server that does not refuse them heeds one.

    Good:
        <t:RequestServerVersion Version="Exchange2013"/>
    Bad:
        <t:RequestServerVersion Version="Exchange2010"/> after another RequestServerVersion
    """
    blocks = message.envelope.headers if message.envelope else ()
    if len(blocks) < 2:
        return
    seen = set()
    for block in blocks:
        if block.tag in HEADERS and block.tag in seen:
            yield Violation(f"there is a second {local_name(block)} header", block)
        seen.add(block.tag)


@rule("CDT014", "header-misspelt", MUST, section="2.2.3", on=request(by_head=True), severity=Severity.WARNING)
def header_misspelt(message: Message, history: History) -> Iterator[Violation]:
    """A SOAP header in the types namespace has one of the names that there are.

    SOAP lets a server pass over what it does not know, and so it does: a misspelt header is silently without
    effect. Only names that are close to a known one are found; others are beside the binding (CDT008).

    Good:
        <t:RequestServerVersion Version="Exchange2013"/>
    Bad:
        <t:RequestServerVersio Version="Exchange2013"/>
    """
    for block in message.envelope.headers if message.envelope else ():
        if meant := _meant(str(block.tag)):
            yield Violation(f"there is no header t:{local_name(block)[:100]}; did you mean t:{meant}?", block)


@rule(
    "CDT017",
    "impersonation-names-a-user",
    MUST,
    section="2.2.3.3",
    on=request(only_with=("ExchangeImpersonation",), by_head=True),
    severity=Severity.WARNING,
)
def impersonation_names_a_user(message: Message, history: History) -> Iterator[Violation]:
    """ExchangeImpersonation names a user in the form that it says.

    The tables of the message parts say that it names the user whom the client impersonates. SmtpAddress and
    PrimarySmtpAddress are mail addresses, PrincipalName is a name with its domain, SID a security identifier;
    to the schema each is any text. A warning: the server looks the user up.

    Good:
        <t:PrimarySmtpAddress>user1@example.com</t:PrimarySmtpAddress>
    Bad:
        <t:PrimarySmtpAddress>user1</t:PrimarySmtpAddress>
    """
    header = message.soap_header("ExchangeImpersonation")
    if header is None:
        return
    for named in header.iterfind("{*}ConnectingSID/*"):
        name, text = local_name(named), text_of(named)
        right = _SID.fullmatch(text) if name == "SID" else "@" in text[1:-1]
        if not right and named.text:  # that it is not empty is the schema's matter
            yield Violation(f"{name} is {text[:60]!r}, no {_NAMED_BY.get(name, 'mail address')}", named)
