"""Filter expressions: what passes, and what a wrong one is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.cassette import Interaction
from inspector.filter import ATOMS, FilterError, parse_filter, subject_of
from inspector.wire.http import HttpRequest, HttpResponse
from tests.messages import soap

POLL = Interaction(
    n=7,
    at=1.0,
    request=HttpRequest(
        url="https://mail.example/EWS/UM2007Legacy.asmx",
        body=soap("<GetCallInfo><CallId>Abc+/=</CallId></GetCallInfo>"),
    ),
    response=HttpResponse(status=500, body=soap("<GetCallInfoResponse/>")),
    findings=(
        {"code": "UMS012", "severity": "warning", "document": "MS-OXWUMS"},
        {"code": "CDT003", "severity": "error", "document": "MS-OXWSCDATA"},
    ),
)
NOTED = replace(
    POLL,
    response=HttpResponse(
        body=soap(
            "<GetItemResponse><ResponseMessages><GetItemResponseMessage ResponseClass='Error'>"
            "<ResponseCode>ErrorItemNotFound</ResponseCode></GetItemResponseMessage></ResponseMessages>"
            "</GetItemResponse>"
        )
    ),
    extra={"note": "Ask Kim about this"},
)
CUT = Interaction(n=8, at=2.0, request=HttpRequest(method="GET", url="/EWS/Exchange.asmx"), error="cut off")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~op GetCallInfo",
        "~op getcallinfo",
        "~op Get*",
        "callinfo",
        "~id Abc+/=",
        "~id bc",
        "~code UMS012",
        "~code ums*",
        "~sev error",
        "~sev warning",
        "~doc MS-OXWUMS",
        "~doc ms-oxwscdata",
        "~ep um",
        "~s 500",
        "~s 5xx",
        "~n 7",
        "~n 5-9",
        "~n 7-",
        "~u legacy",
        "~bq abc+",
        '~bq "<CallId>Abc"',
        "~bs getcallinforesponse",
        "~b CallId",
        "~op X | ~s 500",
        "~op Get* & ~s 500 & !~sev info",
        "~op Get* ~s 500",
        "!(~op X | ~s 200)",
        "!!~s 500",
        "~op X & ~s 200 | ~n 7",
    ],
)
def test_the_poll_passes(text: str) -> None:
    assert parse_filter(text).matches(POLL)


@pytest.mark.parametrize(
    "text",
    [
        "~op Get",
        "~id abc",
        "~code UMS",
        "~sev info",
        "~doc MS-OXWSMSG",
        "~ep ews",
        "~s 200",
        "~n 8",
        "~n 8-9",
        "~bq getcallinforesponse",
        "~bs Abc",
        "~e",
        "!~s 500",
        "~op X & (~s 500 | ~n 7)",
    ],
)
def test_the_poll_does_not_pass(text: str) -> None:
    assert not parse_filter(text).matches(POLL)


@pytest.mark.parametrize(
    "text",
    ["~outcome ErrorItemNotFound", "~outcome erroritem*", "~outcome *Found", "~fail", "~note KIM", "~note *"],
)
def test_an_error_with_status_200_and_a_note_are_found_by_what_they_say(text: str) -> None:
    assert parse_filter(f"~s 200 {text}").matches(NOTED)


@pytest.mark.parametrize("text", ["~outcome ErrorItem", "~outcome OK", "!~fail", "~note sam"])
def test_an_error_with_status_200_is_not_taken_for_a_success(text: str) -> None:
    assert not parse_filter(text).matches(NOTED)


def test_an_interaction_without_an_answer_failed_and_has_no_note() -> None:
    assert parse_filter('~fail & ~outcome "cut off" & !~note *').matches(CUT)


def test_an_exchange_without_an_answer_has_no_status_and_is_found_by_its_error() -> None:
    assert parse_filter("~e & !~s 5xx & !~bs x").matches(CUT)


def test_findings_can_come_from_another_judge_than_the_recording() -> None:
    assert not parse_filter("~sev error").matches(subject_of(POLL, findings=()))


@pytest.mark.parametrize(
    ("text", "what", "column"),
    [
        ("~op", "~op wants a value", 3),
        ("~zz 1", "there is no ~zz; there are ~op ~id", 0),
        ("~sev bad", "a severity is error, warning or info", 5),
        ("~s 9", "a status is a number", 3),
        ("~n x", "a number is such as", 3),
        ("(~e", "the parenthesis is not closed", 0),
        ("~e)", "a closing parenthesis has no opening one", 2),
        ("~e &", "an expression is expected here", 4),
        ("| ~e", "an expression is expected here", 0),
        ('~bq "open', "a quotation mark is not closed", 3),
        ("!" * 100 + "~e", "it is nested deeper than 64", 64),
        ("~op " + "[" * 501, "a pattern has at most 500 characters", 4),
    ],
)
def test_a_wrong_expression_says_what_is_wrong_and_where(text: str, what: str, column: int) -> None:
    with pytest.raises(FilterError, match=what) as refused:
        parse_filter(text)
    assert refused.value.column == column
    assert "Example" in str(refused.value)


def test_the_longest_pattern_is_one() -> None:
    assert parse_filter("~op " + "*" * 500).matches(POLL)


@given(st.text(alphabet="~opids&|!() \"'x5-\x1b", max_size=40))
def test_any_text_is_either_a_filter_or_refused(text: str) -> None:
    try:
        passes = parse_filter(text).matches(POLL)
    except FilterError as refused:
        assert 0 <= refused.column <= len(text)
    else:
        assert passes in (True, False)


@given(st.sampled_from(sorted(ATOMS)), st.booleans())
def test_not_turns_every_atom_round(name: str, answered: bool) -> None:
    value = {"sev": "error", "s": "500", "n": "7"}.get(name, "x")
    subject = POLL if answered else CUT
    assert parse_filter(f"~{name} {value}").matches(subject) is not parse_filter(f"!~{name} {value}").matches(
        subject
    )
