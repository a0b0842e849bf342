"""What an answer shows: items and folders that came back, notifications, attachments, errors, versions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from inspector.usage.element_walk import local
from inspector.usage.facts import Found, Kind
from inspector.usage.graph_resources import FOLDER_KINDS, ITEM_KINDS
from inspector.usage.vocabulary import NO_NAME, vocabulary

_EVENTS = [
    "CopiedEvent",
    "CreatedEvent",
    "DeletedEvent",
    "FreeBusyChangedEvent",
    "ModifiedEvent",
    "MovedEvent",
    "NewMailEvent",
    "StatusEvent",
]
_TELLING = {
    **dict.fromkeys(ITEM_KINDS, Kind.ITEM),
    **dict.fromkeys(FOLDER_KINDS, Kind.ITEM),
    **dict.fromkeys(_EVENTS, Kind.EVENT),
    **dict.fromkeys(
        ("FileAttachment", "ItemAttachment", "ReferenceAttachment", "MimeContent"), Kind.ATTACHMENT
    ),
    "ReadFlagChange": Kind.SYNC,
}
_CLASSES = """
    IPM IPM.Note IPM.Appointment IPM.Contact IPM.Task IPM.DistList IPM.StickyNote IPM.Activity IPM.Post
    IPM.Schedule.Meeting.Request IPM.Schedule.Meeting.Canceled IPM.Schedule.Meeting.Resp.Pos
    IPM.Schedule.Meeting.Resp.Neg IPM.Schedule.Meeting.Resp.Tent IPM.Note.SMIME IPM.Note.SMIME.MultipartSigned
    IPM.Note.Microsoft.Voicemail IPM.Note.Microsoft.Voicemail.UM IPM.Note.Microsoft.Voicemail.UM.CA
    IPM.Note.rpmsg.Microsoft.Voicemail.UM IPM.Note.rpmsg.Microsoft.Voicemail.UM.CA
    IPM.Note.Microsoft.Missed.Voice IPM.Note.Microsoft.Conversation IPM.Note.Rules IPM.TaskRequest
    IPM.Configuration REPORT
    """.split()  # noqa: SIM905 - a list of names reads better as text
_BY_LOWER = {each.lower(): each for each in _CLASSES}
_VERSION = re.compile(r"Exchange\d{4}(?:_SP\d)?|V\d{4}_\d\d_\d\d|V2_\d{1,3}", re.ASCII)
_BUILD = ("MajorVersion", "MinorVersion", "MajorBuildNumber", "MinorBuildNumber")


def read_answer(root: etree._Element, found: Found) -> None:
    """Reads all that stands in a message of a server.

    Args:
        root: the payload, or the Envelope.
        found: what it shows.
    """
    words = vocabulary().words["ResponseCode"]
    for element in root.iter(etree.Element):
        name = local(str(element.tag))
        kind = _TELLING.get(name)
        if kind is not None:
            found.add(kind, name, "received" if kind is Kind.EVENT else "returned")
            if resource := ITEM_KINDS.get(name) or FOLDER_KINDS.get(name):
                found.resources.add(resource)
                found.shown += ((named, resource) for named in _identifiers(element))
        elif name == "ResponseCode":
            code = (element.text or "").strip()
            if code != "NoError":
                found.add(Kind.ERROR, code if code in words else NO_NAME)
                found.failed = True
        elif name == "ItemClass":
            found.add(Kind.ITEM_CLASS, item_class(element.text or ""), "returned")


def _identifiers(thing: etree._Element) -> Iterator[str]:
    """Yields the identifier of an item or folder, if it stands in it."""
    for child in thing:
        if isinstance(child.tag, str) and local(child.tag) in ("ItemId", "FolderId"):
            yield child.get("Id", "")
            return


def item_class(text: str) -> str:
    """Returns an item class that everybody knows, or the one that it derives from, with a star after it."""
    parts = text.strip().lower().split(".")[:9]
    for length in range(len(parts), 0, -1):
        if known := _BY_LOWER.get(".".join(parts[:length])):
            return known if length == len(text.strip().split(".")) else f"{known}.*"
    return NO_NAME


def version_asked(header: etree._Element) -> str:
    """Returns the version that a RequestServerVersion asks for."""
    version = header.get("Version", "").strip()
    return version if _VERSION.fullmatch(version) else NO_NAME


def version_seen(header: etree._Element) -> str:
    """Returns what a ServerVersionInfo says of the server: its schema version, and its build."""
    version = header.get("Version", "").strip()
    numbers = [header.get(name, "").strip() for name in _BUILD]
    build = ".".join(number for number in numbers if re.fullmatch(r"\d{1,6}", number, re.ASCII))
    return (
        " ".join(each for each in (version if _VERSION.fullmatch(version) else "", build) if each) or NO_NAME
    )
