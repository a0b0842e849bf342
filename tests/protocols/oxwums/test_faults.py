"""Which exception a fault tells of, in any of its spellings."""

import pytest

from inspector.protocols.oxwums.faults import exception_of, is_exchange_2007, same_text
from inspector.wire.soap import SoapFault, read_envelope

FAULT = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><s:Body><s:Fault>'
    "<faultcode>{code}</faultcode><faultstring>{text}</faultstring><detail>{detail}</detail>"
    "</s:Fault></s:Body></s:Envelope>"
)


def fault(code: str = "s:Server", text: str = "", detail: str = "") -> SoapFault:
    found = read_envelope(FAULT.format(code=code, text=text, detail=detail).encode()).fault
    assert found is not None
    return found


@pytest.mark.parametrize(
    "told",
    [
        fault(detail="<m:ExceptionType>InvalidCallIdException</m:ExceptionType>"),
        fault(detail="<ExceptionType>a:InvalidCallIdException</ExceptionType>"),
        fault("a:InvalidCallIdException"),
        fault(text="The call identifier isn't valid."),
        fault(text="The call identifier  isn't valid"),
        fault(text="The caller ID is not valid. ---> The caller ID is not valid."),
    ],
)
def test_an_invalid_call_identifier_is_known_in_every_spelling(told: SoapFault) -> None:
    assert exception_of(told) == "InvalidCallIdException"


def test_another_fault_tells_of_no_exception() -> None:
    assert exception_of(fault("s:Client", "The request is invalid.")) == ""


@pytest.mark.parametrize(
    ("told", "is_2007"),
    [
        (fault("soap:Server", "The telephone number cannot be dialed as specified. Check the"), True),
        (fault("soap:Server", "Out of order"), False),
        (fault("a:DialingRulesException", "The telephone number cannot be dialed as specified."), False),
    ],
)
def test_exchange_2007_is_known_by_code_and_text(told: SoapFault, is_2007: bool) -> None:
    assert is_exchange_2007(told) is is_2007


def test_texts_are_compared_without_the_final_stop() -> None:
    assert same_text("Id is malformed.", " Id is\n malformed")
    assert not same_text("Id is malformed.", "Id is malformed!")
