"""Rules of MS-OXWUMS over several messages: calls from their beginning to 32 seconds after their end."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.protocols.common.accounts import account_of_message
from inspector.protocols.message import Direction, Message, children_of, text_of
from inspector.protocols.operation import Endpoint
from inspector.protocols.oxwums.calls import CALL_TIMEOUT, CallState
from inspector.protocols.oxwums.memory import (
    PhoneCalls,
    SeenCall,
    VoiceMailSettings,
    call_state_in,
    handle_in,
    issued_handle,
    refuses_the_handle,
)
from inspector.protocols.oxwums.operations import DISCONNECTS, PLAYS, POLLS
from inspector.protocols.rule import MAY, MUST, Severity, Violation, answer, request, response, rule
from inspector.protocols.session import History

_USES = (*POLLS, *DISCONNECTS)


def _call_asked_about(history: History) -> SeenCall | None:
    """What the session has shown of the call that the request is about; ``None`` if nothing."""
    asked = history.request
    return None if asked is None else history.state(PhoneCalls).get(asked.memo(handle_in))


def _may_have_ended(message: Message, history: History) -> bool:
    """Whether the call that was asked about may be over, by what was shown: refused, ended, or not begun."""
    seen = _call_asked_about(history)
    return seen is not None and not seen.is_alive(history.asked_at)


@rule("UMS050", "handle-used-where-issued", MUST, section="3.2.4", on=request(*_USES))
def handle_used_where_issued(message: Message, history: History) -> Iterator[Violation]:
    """A call identifier is used with the operations that go with the one that issued it.

    One of PlayOnPhone or PlayOnPhoneGreeting goes to GetCallInfo and Disconnect, one of PlayOnPhone2 to
    GetPhoneCallInformation and DisconnectPhoneCall (section 3.2.4). Only identifiers that the session has
    seen issued are judged.

    Good:
        PlayOnPhone2 returns ZWMtWYtMY29t, then GetPhoneCallInformation for ZWMtWYtMY29t
    Bad:
        PlayOnPhone2 returns ZWMtWYtMY29t, then GetCallInfo for ZWMtWYtMY29t
    """
    seen = _call_asked_about(history)
    operation = message.operation
    if seen is not None and seen.issued and operation is not None and seen.endpoint is not operation.endpoint:
        by = "PlayOnPhone2" if seen.endpoint is Endpoint.EWS else "PlayOnPhone or PlayOnPhoneGreeting"
        yield Violation(
            f"the call identifier was issued by {by}; {operation.name} cannot use it",
            message.children.get("CallId", message.children.get("PhoneCallId")),
        )


@rule("UMS051", "handle-never-issued", MUST, section="3.2.4", on=answer(*_USES), severity=Severity.INFO)
def handle_never_issued(message: Message, history: History) -> Iterator[Violation]:
    """A client asks about calls that a server has begun for it.

    The identifier must be the one that a play operation returned (section 3.2.4). Information only, and
    only once the server has refused it: a recording can begin in the middle of a call, so that one never
    knows all that was issued before. It blames the request.

    Good:
        PlayOnPhone returns NDEzYjEzNmM=, then GetCallInfo for NDEzYjEzNmM=
    Bad:
        GetCallInfo for an identifier that no answer returned, and the server refuses it
    """
    if history.request is None or not message.memo(refuses_the_handle):
        return
    handle = history.request.memo(handle_in)
    if handle and history.state(PhoneCalls).get(handle) is None:
        yield Violation(
            "no play operation of this session returned the call identifier, and the server refuses it",
            direction=Direction.REQUEST,
        )


@rule(
    "UMS052",
    "refused-handle-stays-refused",
    MUST,
    section="3.1.1.1",
    on=response(*_USES, only_if=_may_have_ended),
)
def refused_handle_stays_refused(message: Message, history: History) -> Iterator[Violation]:
    """An identifier that the server has called invalid does not come back to life.

    In Idle no identifier is tied to a call (sections 3.1.1.1 and 3.1.4.3.4.1), and only a new play operation
    leaves Idle, with an identifier that it returns.

    Good:
        GetCallInfo gets InvalidCallIdException, and gets it again
    Bad:
        GetCallInfo gets InvalidCallIdException, the next one gets Connected
    """
    if not message.succeeded:
        return
    seen = _call_asked_about(history)
    if seen is not None and seen.refused_at is not None and history.asked_at >= seen.refused_at:
        yield Violation(
            f"the call identifier was refused {history.asked_at - seen.refused_at:.3f} s ago, now it works",
            message.payload,
        )


def _moved_back(message: Message, history: History, by_request: bool) -> str:
    """Returns the state that a poll tells of a call that was disconnected before it asked; else nothing."""
    if not message.succeeded:
        return ""
    seen = _call_asked_about(history)
    if seen is None or seen.by_request is not by_request:
        return ""
    state = message.memo(call_state_in).state
    if state == "Disconnected" or seen.status(history.asked_at).state is not CallState.DISCONNECTED:
        return ""
    return state


@rule(
    "UMS053",
    "disconnected-stays-disconnected",
    MUST,
    section="3.1.1.1",
    on=response(*POLLS, only_if=_may_have_ended),
)
def disconnected_stays_disconnected(message: Message, history: History) -> Iterator[Violation]:
    """A call that was Disconnected is not Connecting or Connected afterwards.

    The state model has no way from Disconnected but to Idle (section 3.1.1.1).

    Good:
        GetCallInfo gets Disconnected, and gets it again
    Bad:
        GetCallInfo gets Disconnected, the next one gets Connected
    """
    state = _moved_back(message, history, by_request=False)
    if state:
        yield Violation(f"the call was Disconnected before; it cannot be {state} again", message.payload)


@rule(
    "UMS054", "disconnect-disconnects", MUST, section="3.1.1.1", on=response(*POLLS, only_if=_may_have_ended)
)
def disconnect_disconnects(message: Message, history: History) -> Iterator[Violation]:
    """After a successful Disconnect or DisconnectPhoneCall the call is Disconnected.

    Both are transitions to that state (section 3.1.1.1, Disconnect_request and
    DisconnectPhoneCall_request). A poll that was sent before the disconnect was answered is not judged.

    Good:
        Disconnect succeeds, then GetCallInfo gets Disconnected
    Bad:
        Disconnect succeeds, then GetCallInfo gets Connected
    """
    state = _moved_back(message, history, by_request=True)
    if state:
        yield Violation(
            f"a disconnect of this call was successful; it cannot be {state} now", message.payload
        )


@rule(
    "UMS061",
    "cause-stays",
    MUST,
    section="3.1.4.3",
    on=response(*POLLS, only_if=_may_have_ended),
    severity=Severity.WARNING,
)
def cause_stays(message: Message, history: History) -> Iterator[Violation]:
    """Why a call was disconnected does not change once it is told.

    UserBusy must be returned if the line is busy (sections 3.1.4.3.4.2 and 3.1.4.4.4.1), and None means that
    the reason is not known: a reason that was told is known. That None becomes a reason is let be, since a
    server can learn it late. A poll that was sent before the reason was told is not judged.

    Good:
        Disconnected and UserBusy, and so again
    Bad:
        Disconnected and UserBusy, then Disconnected and None
    """
    if message.operation is None:
        return
    seen = _call_asked_about(history)
    shown = message.memo(call_state_in)
    if seen is None or not seen.cause or history.asked_at < seen.shown_at:
        return
    if shown.state == CallState.DISCONNECTED and shown.cause and shown.cause != seen.cause:
        yield Violation(
            f"the cause was {seen.cause[:20]}, it cannot be {shown.cause[:20]} now",
            message.payload,
            section=message.operation.section,
        )


@rule("UMS055", "gone-after-32-seconds", MUST, section="3.1.2", on=answer(*_USES, only_if=_may_have_ended))
def gone_after_32_seconds(message: Message, history: History) -> Iterator[Violation]:
    """From 32 seconds after Disconnected there is no such call.

    Call_timeout then leads to Idle, where no identifier is left (sections 3.1.1.1, 3.1.2, 3.1.5). A poll or
    a disconnect that still succeeds is an error; one that gets another error than the document's for an
    invalid identifier gives a warning. Counted from the answer that first showed the call disconnected, so
    that a slow network cannot make a server wrong; exactly 32.000 seconds count as over.

    Good:
        Disconnected at 10 s, GetCallInfo at 42 s gets InvalidCallIdException
    Bad:
        Disconnected at 10 s, GetCallInfo at 42 s gets Disconnected
    """
    seen = _call_asked_about(history)
    since = None if seen is None else seen.timed_out(history.asked_at)
    if since is None or message.memo(refuses_the_handle):
        return
    if message.succeeded:
        yield Violation(
            f"the call was disconnected {since:.3f} s ago and must be gone after {CALL_TIMEOUT:.0f} s; "
            "the identifier is still accepted",
            message.payload,
        )
    else:
        yield Violation(
            f"the call was disconnected {since:.3f} s ago; the error must be that of an invalid identifier",
            message.payload,
            severity=Severity.WARNING,
        )


@rule("UMS056", "gone-before-32-seconds", MAY, section="3.1.2", on=answer(*_USES))
def gone_before_32_seconds(message: Message, history: History) -> Iterator[Violation]:
    """A disconnected call is kept for 32 seconds.

    Information, not an error: the communication system can end a call at any time (Comm_sys_bye, section
    3.1.1.1), which forgets it without the timer.

    Good:
        Disconnected at 10 s, GetCallInfo at 20 s gets Disconnected
    Bad:
        Disconnected at 10 s, GetCallInfo at 20 s gets InvalidCallIdException
    """
    if not message.memo(refuses_the_handle):
        return
    seen = _call_asked_about(history)
    if seen is None:
        return
    # It may have been disconnected when it was last seen alive, and forgotten when the answer came.
    if seen.status(message.at).state is not CallState.DISCONNECTED or seen.alive_at is None:
        return
    age = round(message.at - seen.alive_at, 6)
    if age < CALL_TIMEOUT:
        yield Violation(
            f"the call was forgotten {age:.3f} s after it was last seen alive, before the "
            f"{CALL_TIMEOUT:.0f} s were over; right only if the communication system ended it",
            message.payload,
        )


@rule("UMS057", "fresh-handle", MUST, section="3.1.4.8.2.2", on=response(*PLAYS))
def fresh_handle(message: Message, history: History) -> Iterator[Violation]:
    """A play operation returns an identifier that no other call has.

    It identifies the call (sections 3.1.4.8.2.2, 3.1.4.9.2.2 and 2.2.4.1); one that is still in use names
    two.

    Good:
        PlayOnPhone returns NDEzYjEzNmM=, the next one returns NTI0YzI0N2Q=
    Bad:
        PlayOnPhone returns NDEzYjEzNmM=, the next one returns it again while the first call is on
    """
    if not message.succeeded:
        return
    seen = history.state(PhoneCalls).get(message.memo(issued_handle))
    if seen is not None and seen.status(history.asked_at).has_handle:
        yield Violation(
            "the call identifier that is returned belongs to a call that is not over", message.payload
        )


@rule(
    "UMS058",
    "settings-as-set",
    MUST,
    section="3.1.4.5",
    on=response("GetUMProperties"),
    severity=Severity.WARNING,
)
def settings_as_set(message: Message, history: History) -> Iterator[Violation]:
    """GetUMProperties tells what SetOofStatus and its sisters have set.

    Sections 3.1.4.11 to 3.1.4.14 say that the operations set these values, section 3.1.4.5 that they are
    returned. A warning, as another client can have changed them in between. Judged on one connection and
    account only.

    Good:
        SetOofStatus true, then GetUMProperties with OofStatus true
    Bad:
        SetOofStatus true, then GetUMProperties with OofStatus false
    """
    if history.request is None:
        return
    settings = history.state(VoiceMailSettings)
    account = account_of_message(history.request)
    for name, element in children_of(message.children.get("GetUMPropertiesResponse")).items():
        known = settings.value(account, name)
        if known is None or known[1] > history.asked_at:
            continue
        if _plain(known[0]) != _plain(text_of(element)):
            yield Violation(
                f"{name} is {text_of(element)[:40]!r}; it was set to {known[0][:40]!r} before", element
            )


_PRETTY = dict.fromkeys(map(ord, " -.()\r\n\t"))


def _plain(value: str) -> str:
    """Booleans in one spelling, numbers without what makes them pretty."""
    packed = value.translate(_PRETTY)
    return {"1": "true", "0": "false"}.get(packed, packed)
