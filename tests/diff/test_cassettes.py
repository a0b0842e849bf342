"""Recordings are compared side by side, also where something was added, removed or replaced."""

from dataclasses import replace

import pytest

from inspector.cassette import Interaction
from inspector.diff import ByRole, compare_all, compare_pairs
from inspector.diff.alignment import WINDOW, aligned
from inspector.wire.http import HttpRequest, HttpResponse

M = "http://schemas.microsoft.com/exchange/services/2006/messages"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


def one(n, name="GetItem", text="", answer="fine"):
    def body(payload, said):
        return (
            f'<s:Envelope xmlns:s="{SOAP}" xmlns:m="{M}"><s:Body><m:{payload}>{said}</m:{payload}></s:Body>'
            "</s:Envelope>"
        ).encode()

    request = HttpRequest(url="http://mail.example.com/EWS/Exchange.asmx", body=body(name, text))
    return Interaction(n=n, at=float(n), request=request, response=HttpResponse(body=body(name, answer)))


def pairs(first, second):
    return [(a.n if a else None, b.n if b else None) for a, b in aligned(first, second)]


def told(first, second):
    return [
        (drift.first, drift.second, str(drift.severity), drift.difference.path)
        for drift in compare_all(first, second, ByRole())
    ]


def test_equal_recordings_have_no_differences():
    recording = [one(n, text=str(n)) for n in range(1, 300)]
    assert told(recording, recording) == []


@pytest.mark.parametrize("at", [0, 5, 9])
def test_an_interaction_that_was_added_stands_alone(at):
    first = [one(n, text=str(n)) for n in range(1, 11)]
    second = [*first[:at], one(99, text="new"), *first[at:]]
    assert told(first, second) == [(None, 99, "info", "interaction")]
    assert told(second, first) == [(99, None, "warning", "interaction")]


def test_a_request_that_asks_something_else_is_compared_with_that_in_its_place():
    first = [one(n, text=str(n)) for n in range(1, 6)]
    second = [*first[:2], one(3, text="other"), *first[3:]]
    assert told(first, second) == [(3, 3, "error", "Body/m:GetItem")]


def test_another_operation_in_its_place_is_one_less_and_one_more():
    first = [one(n, text=str(n)) for n in range(1, 6)]
    second = [*first[:2], one(3, name="FindItem"), *first[3:]]
    assert pairs(first, second)[2:4] == [(3, None), (None, 3)]


def test_identifiers_of_the_run_and_prefixes_do_not_part_requests():
    first = [one(1, text='<m:ItemId Id="AAA111"/>')]
    second = [
        replace(
            one(1),
            request=replace(
                first[0].request,
                body=first[0]
                .request.body.replace(b"AAA111", b"BBB222")
                .replace(b"m:", b"q:")
                .replace(b":m=", b":q="),
            ),
        )
    ]
    assert pairs(first, second) == [(1, 1)]


def test_recordings_that_share_nothing_are_told_apart_within_the_window():
    count = 3 * WINDOW
    first = [one(n, text=f"a{n}") for n in range(1, count + 1)]
    second = [one(n, name="FindItem", text=f"b{n}") for n in range(1, count + 1)]
    found = pairs(first, second)
    assert len(found) == 2 * count
    assert [a for a, _ in found if a] == [b for _, b in found if b] == list(range(1, count + 1))


def test_another_answer_is_found_among_equal_ones():
    first = [one(n, text=str(n)) for n in range(1, 50)]
    second = [
        replace(each, response=one(1, answer="failed").response) if each.n == 30 else each for each in first
    ]
    assert told(first, second) == [(30, 30, "error", "Body/m:GetItem")]


def test_nothing_is_read_ahead_further_than_the_window():
    read = 0

    def endless():
        nonlocal read
        for n in range(1, 10_000):
            read += 1
            yield one(n, text=str(n))

    found = aligned(endless(), [one(n, text=str(n)) for n in range(1, 10_000)])
    for _ in range(10):
        next(found)
    assert read <= 10 + WINDOW


def test_pairs_that_are_the_same_are_told_beside_those_that_differ():
    recording = [one(n, text=str(n)) for n in range(1, 5)]
    other = [*recording[:2], replace(recording[2], response=one(3, answer="other").response)]
    found = [
        (pair.before and pair.before.n, pair.after and pair.after.n, len(pair.drifts))
        for pair in compare_pairs(recording, other, ByRole())
    ]
    assert found == [(1, 1, 0), (2, 2, 0), (3, 3, 1), (4, None, 1)]
