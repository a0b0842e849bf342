"""Rules of MS-OXWUMS about what a server tells of a user's voice mail settings."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.protocols.message import Message, children_of, text_of
from inspector.protocols.oxwums.dial_strings import is_base64, is_dial_string
from inspector.protocols.rule import MUST, Severity, Violation, response, rule
from inspector.protocols.session import History


@rule("UMS040", "um-properties-complete", MUST, section="3.1.4.5.3.1", on=response("GetUMProperties"))
def um_properties_complete(message: Message, history: History) -> Iterator[Violation]:
    """GetUMProperties returns the settings, with every one that must be present.

    OofStatus, MissedCallNotificationEnabled, PlayOnPhoneDialString and TelephoneAccessFolderEmail inside an
    inner GetUMPropertiesResponse (sections 3.1.4.5.2.2 and 3.1.4.5.3.1). Both schemas make the last two
    optional; the text does not.

    Good:
        <m:PlayOnPhoneDialString>12345</m:PlayOnPhoneDialString>
    Bad:
        <m:GetUMPropertiesResponse/>
    """
    if message.response_messages:
        return
    inner = message.children.get("GetUMPropertiesResponse")
    if inner is None:
        yield Violation(
            "the response has no GetUMPropertiesResponse inside", message.payload, section="3.1.4.5.2.2"
        )
        return
    properties = children_of(inner)
    for name in (
        "OofStatus",
        "MissedCallNotificationEnabled",
        "PlayOnPhoneDialString",
        "TelephoneAccessFolderEmail",
    ):
        if name not in properties:
            yield Violation(f"the properties have no {name}, which must be present", inner)


@rule("UMS041", "telephone-access-numbers", MUST, section="3.1.4.5.3.1", on=response("GetUMProperties"))
def telephone_access_numbers(message: Message, history: History) -> Iterator[Violation]:
    """TelephoneAccessNumbers is a comma-separated list of telephone numbers, or not there at all.

    It must not be present if the server has no number (section 3.1.4.5.3.1): an empty one is an error. An
    entry that is no number of RFC 3966 gives a warning, since that reference is made for dial strings only.

    Good:
        <m:TelephoneAccessNumbers>54321,+14255550100</m:TelephoneAccessNumbers>
    Bad:
        <m:TelephoneAccessNumbers/>
    """
    element = children_of(message.children.get("GetUMPropertiesResponse")).get("TelephoneAccessNumbers")
    if element is None:
        return
    if not text_of(element):
        yield Violation("TelephoneAccessNumbers is empty; without a number it must not be present", element)
        return
    for number in text_of(element).split(","):
        if not is_dial_string("".join(number.split())):
            yield Violation(
                f"{number.strip()[:60]!r} in the list is no telephone number",
                element,
                severity=Severity.WARNING,
            )


@rule("UMS042", "access-folder-base64", MUST, section="3.1.4.5.3.1", on=response("GetUMProperties"))
def access_folder_base64(message: Message, history: History) -> Iterator[Violation]:
    """TelephoneAccessFolderEmail is the EntryID of a folder in base64.

    Section 3.1.4.5.3.1, after RFC 2045 section 6.8.

    Good:
        <m:TelephoneAccessFolderEmail>AAAAAGsd2rbQLVtL</m:TelephoneAccessFolderEmail>
    Bad:
        <m:TelephoneAccessFolderEmail>inbox@example.com</m:TelephoneAccessFolderEmail>
    """
    element = children_of(message.children.get("GetUMPropertiesResponse")).get("TelephoneAccessFolderEmail")
    if text_of(element) and not is_base64(text_of(element)):
        yield Violation("TelephoneAccessFolderEmail is not base64 (RFC 2045 section 6.8)", element)


@rule("UMS043", "um-enabled-told", MUST, section="3.1.4.6.2.2", on=response("IsUMEnabled"))
def um_enabled_told(message: Message, history: History) -> Iterator[Violation]:
    """IsUMEnabled returns whether the mailbox is enabled, as a boolean inside its response.

    Section 3.1.4.6.2.2: the inner IsUMEnabledResponse must be present.

    Good:
        <m:IsUMEnabledResponse>true</m:IsUMEnabledResponse>
    Bad:
        <m:IsUMEnabledResponse/>
    """
    if message.response_messages:
        return
    inner = message.children.get("IsUMEnabledResponse")
    if inner is None:
        yield Violation("the response has no IsUMEnabledResponse inside", message.payload)
    elif text_of(inner) not in ("true", "false", "1", "0"):
        yield Violation(f"IsUMEnabledResponse is {text_of(inner)[:60]!r}, no boolean", inner)


@rule(
    "UMS045",
    "switch-told",
    MUST,
    section="3.1.4.5.3.1",
    on=response("GetUMProperties"),
)
def switch_told(message: Message, history: History) -> Iterator[Violation]:
    """OofStatus and MissedCallNotificationEnabled are told as booleans.

    Section 3.1.4.5.3.1: the text true means that the greeting, or the notification, is enabled.

    Good:
        <m:OofStatus>false</m:OofStatus>
    Bad:
        <m:OofStatus>off</m:OofStatus>
    """
    properties = children_of(message.children.get("GetUMPropertiesResponse"))
    for name in ("OofStatus", "MissedCallNotificationEnabled"):
        element = properties.get(name)
        if element is not None and text_of(element) not in ("true", "false", "1", "0"):
            yield Violation(f"{name} is {text_of(element)[:60]!r}, no boolean", element)
