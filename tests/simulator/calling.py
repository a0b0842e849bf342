"""Calls in a test: placing them, asking for them, ending them, on either endpoint."""

from __future__ import annotations

from tests.simulator.asking import Answer, Asking

__all__ = [
    "call_of",
    "end",
    "end_on_ews",
    "faulted",
    "greet",
    "info",
    "information",
    "phone_call_of",
    "place",
    "place_on_ews",
]


def place(asking: Asking, number: str = "12345", at: float = 0.0, entry: str = "") -> Answer:
    """PlayOnPhone, of the voice message if no other entry is given."""
    return asking.um(
        f"<m:PlayOnPhone><m:entryId>{entry or asking.voice_mail}</m:entryId>"
        f"<m:DialString>{number}</m:DialString></m:PlayOnPhone>",
        at,
    )


def greet(asking: Asking, number: str = "12345", at: float = 0.0, kind: str = "NormalCustom") -> Answer:
    """PlayOnPhoneGreeting."""
    return asking.um(
        f"<m:PlayOnPhoneGreeting><m:GreetingType>{kind}</m:GreetingType>"
        f"<m:DialString>{number}</m:DialString></m:PlayOnPhoneGreeting>",
        at,
    )


def place_on_ews(asking: Asking, number: str = "12345", at: float = 0.0, item: str = "") -> Answer:
    """PlayOnPhone2, of the voice message if no other item is given."""
    return asking.ews(
        f'<m:PlayOnPhone><m:ItemId Id="{item or asking.voice_mail_item}"/>'
        f"<m:DialString>{number}</m:DialString></m:PlayOnPhone>",
        at,
    )


def call_of(answer: Answer) -> str:
    """The identifier that PlayOnPhone or PlayOnPhoneGreeting returned."""
    return answer.payload[0].text or ""


def phone_call_of(answer: Answer) -> str:
    """The identifier that PlayOnPhone2 returned."""
    return answer.text("m:PhoneCallId/@Id")


def info(asking: Asking, call: str, at: float) -> str:
    """State and cause of a call on the UM endpoint; the exception if there is no such call."""
    answer = asking.um(f"<m:GetCallInfo><m:CallId>{call}</m:CallId></m:GetCallInfo>", at)
    if answer.fault is not None:
        assert answer.status == 500
        return answer.fault.code
    return "/".join(answer.texts("m:GetCallInfoResponse/*"))


def information(asking: Asking, call: str, at: float) -> str:
    """State and cause of a call on the EWS endpoint; the response code if there is no such call."""
    answer = asking.ews(
        f'<m:GetPhoneCallInformation><m:PhoneCallId Id="{call}"/></m:GetPhoneCallInformation>', at
    )
    if answer.code != "NoError":
        assert answer.all("m:PhoneCallInformation") == []
        return answer.code
    return "/".join(answer.texts("m:PhoneCallInformation/*"))


def end(asking: Asking, call: str, at: float) -> Answer:
    """Disconnect."""
    return asking.um(f"<m:Disconnect><m:CallId>{call}</m:CallId></m:Disconnect>", at)


def end_on_ews(asking: Asking, call: str, at: float) -> Answer:
    """DisconnectPhoneCall."""
    return asking.ews(f'<m:DisconnectPhoneCall><m:PhoneCallId Id="{call}"/></m:DisconnectPhoneCall>', at)


def faulted(answer: Answer) -> tuple[str, str, str | None]:
    """The faultcode without its prefix, the faultstring and the ExceptionType of a fault."""
    assert answer.status == 500
    assert answer.fault is not None
    return answer.fault.code, answer.fault.text, answer.fault.detail_text("ExceptionType")
