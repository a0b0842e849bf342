"""Messages held against each other, line by line."""

from __future__ import annotations

from dataclasses import replace

from inspector.cassette import Interaction
from inspector.diff import ByMeaning, ByRole
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
        ("!", "E Body/m:GetCallInfoResponse/m:GetCallInfoResponse/m:CallState", ""),
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


def folder(n: int, handle: str, key: str, name: str = "Inbox", tag: str = "t") -> Interaction:
    """An answer with an identifier and a change key; a prefix can be written in another way."""
    types = "http://schemas.microsoft.com/exchange/services/2006/types"
    said = (
        f'<m:GetFolderResponse xmlns:{tag}="{types}"><{tag}:Folder>'
        f'<{tag}:FolderId Id="{handle}" ChangeKey="{key}"/>'
        f"<{tag}:DisplayName>{name}</{tag}:DisplayName></{tag}:Folder></m:GetFolderResponse>"
    )
    return Interaction(n, float(n), HttpRequest(), HttpResponse(body=envelope(said).encode()))


def test_identifiers_and_keys_of_another_run_are_told_apart_from_differences() -> None:
    found = compare(folder(1, "AAMkAAAA", "CQ"), folder(2, "AAMkBBBB", "CR", tag="x"))
    assert not signs(found, "~", "!", "-", "+")
    assert [left for _, left, _ in signs(found, "?")] == ['<t:FolderId Id="AAMkAAAA" ChangeKey="CQ"/>']


def test_an_identifier_that_stands_for_two_differs() -> None:
    reading = ByRole()
    assert not signs(compare(folder(1, "AAMkAAAA", "CQ"), folder(1, "AAMkBBBB", "CQ"), reading), "!")
    found = compare(folder(2, "AAMkAAAA", "CQ"), folder(2, "AAMkCCCC", "CQ"), reading)
    assert [path for _, path, _ in signs(found, "!")] == [
        "E Body/m:GetFolderResponse/t:Folder/t:FolderId/@Id"
    ]
    assert len(signs(found, "~")) == 1


def test_to_the_letter_every_identifier_counts() -> None:
    one, other = folder(1, "AAMkAAAA", "CQ"), folder(2, "AAMkBBBB", "CR")
    assert len(signs(compare(one, other, ByMeaning()), "!")) == 2


def test_the_order_of_headers_does_not_count_and_what_was_added_stands_alone() -> None:
    def message(*headers: str) -> Interaction:
        body = envelope("<m:GetUMProperties/>").replace(
            '<t:RequestServerVersion Version="Exchange2013"/>', "".join(headers)
        )
        return Interaction(1, 0.0, HttpRequest(body=body.encode()), error="cut")

    one, two, three = (f"<t:{name}>x</t:{name}>" for name in ("MailboxCulture", "TimeZoneContext", "Other"))
    assert not signs(compare(message(one, two), message(two, one)), "~", "-", "+", "!")
    found = compare(message(one, two), message(two, three, one))
    assert signs(found, "~", "-", "+") == [("+", "", three)]


def test_elements_that_several_lines_make_up_stand_beside_their_counterparts() -> None:
    def items(*names: str) -> Interaction:
        inside = "".join(f"<t:Message>\n<t:Subject>{name}</t:Subject>\n</t:Message>" for name in names)
        body = envelope(f"<m:GetItemResponse><m:Items>{inside}</m:Items></m:GetItemResponse>")
        return Interaction(1, 0.0, HttpRequest(), HttpResponse(body=body.encode()))

    found = compare(items("a", "b"), items("a", "new", "b"))
    assert signs(found, "~", "-") == []
    assert [right for _, _, right in signs(found, "+")] == [
        "<t:Message>", "<t:Subject>new</t:Subject>", "</t:Message>",
    ]  # fmt: skip
