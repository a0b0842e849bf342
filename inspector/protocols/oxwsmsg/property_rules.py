"""Rules of MS-OXWSMSG about the values of properties: what their types mean, beyond how they are spelt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from lxml import etree

from inspector.protocols.message import Direction, Message, children_of, text_of
from inspector.protocols.oxwsmsg.parts import asked_for, items_shown
from inspector.protocols.rule import MUST, Scope, Severity, Violation, response, rule
from inspector.protocols.session import History
from inspector.wire.encoding import decode_base64
from inspector.wire.soap import LOCAL_NAMES, local_name

_PEOPLE = frozenset(
    (
        *("Sender", "From", "ReceivedBy", "ReceivedRepresenting"),
        *("ToRecipients", "CcRecipients", "BccRecipients", "ReplyTo"),
    )
)
_NAMES = frozenset(("EmailAddress", "Name", "ItemId"))
_INDEX, _ANSWER = 22, 5  # bytes of a conversation index, and those that each answer adds


@rule(
    "MSG010",
    "mailbox-names-somebody",
    MUST,
    section="2.2.4.1",
    on=Scope(
        requests=True,
        responses=True,
        operations=("CreateItem", "GetItem", "UpdateItem"),
        only_with=("Items", "ItemChanges", "ResponseMessages"),
        only_holding=("Mailbox",),
    ),
    severity=Severity.WARNING,
)
def mailbox_names_somebody(message: Message, history: History) -> Iterator[Violation]:
    """Each mailbox of a message has an address, a name or an identifier.

    Sender, From, ReceivedBy and ReceivedRepresenting are of SingleRecipientType, ToRecipients, CcRecipients,
    BccRecipients and ReplyTo of ArrayOfRecipientsType (section 2.2.4.1): who it is stands in a Mailbox, each
    part of which the schema lets be left out. Without all of them nobody is named, and a server that is to
    send to it answers ErrorInvalidRecipients.

    Good:
        <t:Mailbox><t:Name>User 1</t:Name></t:Mailbox>
    Bad:
        <t:Mailbox><t:RoutingType>SMTP</t:RoutingType></t:Mailbox>
    """
    for properties in _properties(message):
        for name in _PEOPLE & properties.keys():
            for mailbox in properties[name]:
                if LOCAL_NAMES[mailbox.tag] == "Mailbox" and _NAMES.isdisjoint(children_of(mailbox)):
                    yield Violation(f"a mailbox in {name} has no address, no name and no identifier", mailbox)


def _properties(message: Message) -> Iterator[dict[str, etree._Element]]:
    """The properties of the messages that a request sets, or that a response shows."""
    if message.direction is Direction.RESPONSE:
        for _, _, parts in message.memo(items_shown):
            yield parts
        return
    operation = message.operation
    name = operation.name if operation is not None else ""
    for one in message.memo(asked_for) if name in ("CreateItem", "UpdateItem") else ():
        for item in one.iter("{*}Message") if local_name(one) == "ItemChange" else (one,):
            yield children_of(item)


@rule(
    "MSG011",
    "conversation-index-has-its-form",
    MUST,
    section="2.2.4.1",
    on=response("GetItem", only_holding=("ConversationIndex",)),
    severity=Severity.INFO,
)
def conversation_index_has_its_form(message: Message, history: History) -> Iterator[Violation]:
    """A ConversationIndex has 22 bytes, and five more for each answer.

    It is the place of the message in its conversation (section 2.2.4.1), in the form that MS-OXOMSG section
    2.2.1.3 gives it. Information: it travels in a header field of the mail, in which a sender can write
    anything.

    Good:
        <t:ConversationIndex>AQHQPFrGl0LKUjYDTBC5OHRCpqq5VA==</t:ConversationIndex>
    Bad:
        <t:ConversationIndex>AQHQPFrGl0LKUjYDTBC5</t:ConversationIndex>
    """
    for _, _, parts in message.memo(items_shown):
        index = parts.get("ConversationIndex")
        size = -1 if index is None else _size(text_of(index))
        if size >= 0 and (size < _INDEX or (size - _INDEX) % _ANSWER):
            yield Violation(f"the index has {size} bytes; it has 22, and 5 more for each answer", index)


def _size(text: str) -> int:
    """How many bytes a text in base64 stands for; -1 if it is none, which is the schema's matter."""
    data = decode_base64("".join(text.split())) if text else None
    return -1 if data is None else len(data)


@rule(
    "MSG012",
    "reminder-ends-after-it-begins",
    MUST,
    section="2.2.4.4",
    on=response("GetItem", only_holding=("ReminderMessageData",)),
)
def reminder_ends_after_it_begins(message: Message, history: History) -> Iterator[Violation]:
    """The event that a reminder reminds of does not end before it begins.

    StartTime and EndTime of ReminderMessageData are the times at which it begins and ends (section 2.2.4.4 of
    the edition that has them, docs/errata.md).

    Good:
        <t:EndTime>2015-01-30T10:00:00Z</t:EndTime>
    Bad:
        <t:EndTime>2015-01-30T08:00:00Z</t:EndTime>
    """
    for _, _, parts in message.memo(items_shown):
        if "ReminderMessageData" in parts:
            times = children_of(parts["ReminderMessageData"])
            begin, end = _time(times.get("StartTime")), _time(times.get("EndTime"))
            if begin and end and (begin.tzinfo is None) == (end.tzinfo is None) and end < begin:
                yield Violation("the event ends before it begins", times["EndTime"])


def _time(element: etree._Element | None) -> datetime | None:
    try:
        return None if element is None else datetime.fromisoformat(text_of(element))
    except ValueError:
        return None  # the schema's matter


@rule(
    "MSG013",
    "vote-among-the-options",
    MUST,
    section="2.2.4.5",
    on=response("GetItem", only_holding=("VotingInformation",)),
    severity=Severity.WARNING,
)
def vote_among_the_options(message: Message, history: History) -> Iterator[Violation]:
    """Voting options can be told apart, and a vote is one of them.

    UserOptions are the options to vote for, DisplayName is how one is shown, and VotingResponse is the vote
    (sections 2.2.4.5 and 2.2.4.6 of the edition that has them, docs/errata.md). Without options nothing is
    known of what there was to vote for.

    Good:
        <t:VotingResponse>Approve</t:VotingResponse>
    Bad:
        <t:VotingResponse>Perhaps</t:VotingResponse>
    """
    for _, _, parts in message.memo(items_shown):
        if "VotingInformation" not in parts:
            continue
        voting = children_of(parts["VotingInformation"])
        seen: set[str] = set()
        options = voting.get("UserOptions")
        for option in () if options is None else options.iterchildren(etree.Element):
            name = text_of(children_of(option).get("DisplayName"))
            if not name or name.lower() in seen:
                yield Violation(
                    f"there are two options {name[:60]!r}" if name else "the option has no DisplayName",
                    option,
                )
            seen.add(name.lower())
        vote = voting.get("VotingResponse")
        if seen and text_of(vote) and text_of(vote).lower() not in seen:
            yield Violation(f"the vote {text_of(vote)[:60]!r} is none of the options", vote)


@rule(
    "MSG014",
    "undecided-approval-has-no-decision",
    MUST,
    section="2.2.4.1",
    on=response("GetItem", only_holding=("ApprovalRequestData",)),
    severity=Severity.WARNING,
)
def undecided_approval_has_no_decision(message: Message, history: History) -> Iterator[Violation]:
    """An approval request that awaits its decision names nobody who decided, and no time.

    IsUndecidedApprovalRequest is true as long as a moderator has to decide; ApprovalDecisionMaker and
    ApprovalDecisionTime tell who did, and when (section 2.2.4.1 of the edition that has them,
    docs/errata.md). The number in ApprovalDecision is not judged: the text gives none that means nothing.

    Good:
        <t:IsUndecidedApprovalRequest>false</t:IsUndecidedApprovalRequest>
    Bad:
        <t:IsUndecidedApprovalRequest>true</t:IsUndecidedApprovalRequest>
    """
    for _, _, parts in message.memo(items_shown):
        if "ApprovalRequestData" in parts:
            approval = children_of(parts["ApprovalRequestData"])
            if text_of(approval.get("IsUndecidedApprovalRequest")) in ("true", "1"):
                for name in ("ApprovalDecisionMaker", "ApprovalDecisionTime"):
                    if text_of(approval.get(name)):
                        yield Violation(
                            f"{name} is given, and a moderator has still to decide", approval[name]
                        )


@rule(
    "MSG015",
    "properties-of-the-mail",
    MUST,
    section="2.2.4.1",
    on=response("GetItem", only_holding=("MimeContent",)),
    severity=Severity.WARNING,
)
def properties_of_the_mail(message: Message, history: History) -> Iterator[Violation]:
    """What a message says of its mail is what the mail says of itself.

    InternetMessageId and References are fields of the Internet message (section 2.2.4.1), which MimeContent
    is: a server that returns both shows the same. Topic and index of the conversation are in fields that only
    Exchange writes, so that another value there is information.

    Good:
        <t:InternetMessageId>&lt;1@example.com&gt;</t:InternetMessageId>
    Bad:
        <t:InternetMessageId>&lt;2@example.com&gt;</t:InternetMessageId>
    """
    for _, _, parts in message.memo(items_shown):
        if "MimeContent" not in parts or not _OF_THE_MAIL.keys() & parts.keys():
            continue
        fields = _mail_fields(text_of(parts["MimeContent"]))
        for name, (field, severity) in _OF_THE_MAIL.items():
            told, said = _words(text_of(parts.get(name))), _words(fields.get(field, ""))
            if told and said and told != said and "=?" not in said:
                yield Violation(
                    f"{name} is {told[:80]!r}, the mail has {field}: {said[:80]}",
                    parts[name],
                    severity=severity,
                )


_OF_THE_MAIL = {
    "InternetMessageId": ("Message-ID", None),
    "References": ("References", None),
    "ConversationTopic": ("Thread-Topic", Severity.INFO),
    "ConversationIndex": ("Thread-Index", Severity.INFO),
}
_SPELT = {field.lower().encode(): field for field, _ in _OF_THE_MAIL.values()}
_MOST_FIELDS = 16 * 1024  # characters of base64; what comes later is not read
_FIELD = re.compile(
    rb"^(Message-ID|References|Thread-Topic|Thread-Index):((?:[^\r\n]|\r?\n[ \t])*+)\r?$",
    re.IGNORECASE | re.MULTILINE,
)
_END_OF_FIELDS = re.compile(rb"\r?\n\r?\n")


def _mail_fields(mime_content: str) -> Mapping[str, str]:
    """The fields of a mail that a message tells as well, by their names; none if they cannot be read."""
    begin = "".join(mime_content[:_MOST_FIELDS].split())
    content = decode_base64(begin[: len(begin) // 4 * 4])
    end = None if content is None else _END_OF_FIELDS.search(content)
    if content is None or end is None:
        return {}
    found = _FIELD.findall(content, 0, end.end())
    return {_SPELT[name.lower()]: value.decode("latin-1") for name, value in found}


def _words(text: str) -> str:
    return " ".join(text.split())
