"""Messages and rows of interactions held against each other."""

from __future__ import annotations

from dataclasses import replace

from inspector.cassette import Interaction
from inspector.flow import Step
from inspector.protocols.operation import Endpoint
from inspector.tui.align import align
from inspector.tui.compare import Pair, compare
from inspector.wire.http import HttpRequest, HttpResponse
from tests.tui.conftest import UM_URL, Tape, envelope, um_call


def calls() -> list[Interaction]:
    tape = Tape()
    um_call(tape, 0.0)
    return tape.interactions


def signs(pairs: list[Pair], *wanted: str) -> list[tuple[str, str, str]]:
    def text(pieces: tuple[tuple[str, str], ...]) -> str:
        return "".join(piece for piece, _ in pieces).strip()

    return [(pair.sign, text(pair.left), text(pair.right)) for pair in pairs if pair.sign in wanted]


def test_an_interaction_does_not_differ_from_itself() -> None:
    one = calls()[0]
    assert not signs(compare(one, one), "~", "-", "+", "?", "!")
    assert signs(compare(one, one), "#")[0][1] == "Request: the same"


def test_prefixes_and_white_space_do_not_count() -> None:
    one = calls()[1]
    assert one.response is not None
    written = (
        one.response.body.replace(b"m:", b"msg:").replace(b"xmlns:m=", b"xmlns:msg=").replace(b"><", b">\n<")
    )
    other = replace(one, response=replace(one.response, body=written))
    assert not signs(compare(one, other), "~", "-", "+", "!")


def test_another_state_is_one_changed_line_with_its_path() -> None:
    connecting, connected = calls()[1], calls()[4]
    found = compare(connecting, connected)
    assert signs(found, "!") == [
        ("!", "Body/m:GetCallInfoResponse/m:GetCallInfoResponse/m:CallState", ""),
    ]
    assert signs(found, "~") == [
        ("~", "<m:CallState>Connecting</m:CallState>", "<m:CallState>Connected</m:CallState>"),
    ]


def test_what_only_one_has_stands_alone() -> None:
    one = calls()[0]
    without = replace(
        one.request, body=one.request.body.replace(b"<m:DialString>5551234</m:DialString>\n", b"")
    )
    found = compare(one, replace(one, request=without))
    assert signs(found, "-", "+") == [("-", "<m:DialString>5551234</m:DialString>", "")]


def test_what_clients_make_up_anew_is_told_apart() -> None:
    def create(mime: str) -> Interaction:
        items = f"<m:Items><t:Message><t:MimeContent>{mime}</t:MimeContent></t:Message></m:Items>"
        request = HttpRequest(url=UM_URL, body=envelope(f"<m:CreateItem>{items}</m:CreateItem>").encode())
        return Interaction(1, 0.0, request, HttpResponse())

    found = compare(create("AAAA"), create("BBBB"))
    assert not signs(found, "~", "!")
    assert [sign for sign, _, _ in signs(found, "?")] == ["?"]


def test_a_missing_answer_and_a_body_that_is_no_xml_are_said_in_words() -> None:
    one = calls()[0]
    cut = replace(one, response=None, error="cut")
    assert ("#", "Response: the second has none", "") in signs(compare(one, cut), "#")
    odd = replace(one, response=HttpResponse(body=b"not\nxml"))
    other = replace(one, response=HttpResponse(body=b"not\nXML"))
    assert signs(compare(odd, other), "-", "+") == [("-", "xml", ""), ("+", "", "XML")]


def step(n: int, operation: str, outcome: str = "OK") -> Step:
    return Step(n, float(n), 0.1, Endpoint.UM, operation, outcome=outcome)


def test_rows_are_aligned_by_operation_in_order() -> None:
    first = [step(1, "A"), step(2, "B"), step(3, "C", "Connected")]
    second = [step(1, "A"), step(2, "C", "Disconnected"), step(3, "D")]
    assert [(pair.sign, pair.first and pair.first.n, pair.second and pair.second.n)
            for pair in align(first, second)] == [
        ("=", 1, 1), ("-", 2, None), ("~", 3, 2), ("+", None, 3),
    ]  # fmt: skip
