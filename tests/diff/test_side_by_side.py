"""Messages held against each other, line by line."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.cassette import Interaction
from inspector.diff import ByMeaning, ByRole
from inspector.diff.lines import Line, plain
from inspector.diff.side_by_side import SideBySide
from inspector.replay.volatile import VolatilePaths
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.tui.conftest import UM_URL, Tape, envelope, um_call


def calls() -> list[Interaction]:
    tape = Tape()
    um_call(tape, 0.0)
    return tape.interactions


def compare(
    one: Interaction, other: Interaction, reading: ByMeaning | None = None, width: int = 100
) -> list[Line]:
    return list(SideBySide(one, other, reading or ByRole(), VolatilePaths().of).lines(width, width))


def signs(lines: list[Line], *wanted: str) -> list[tuple[str, str, str]]:
    return [(line.sign, plain(line.left), plain(line.right)) for line in lines if line.sign in wanted]


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
    assert signs(compare(odd, other), "~") == [("~", "xml", "XML")]
    assert signs(compare(odd, other), "!") == [("!", "E body line 2 column 1", "")]


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
    assert [left for _, left, _ in signs(found, "?")] == [
        '<t:FolderId Id="AAMkAAAA"',
        'ChangeKey="CQ"/>',
    ]


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


LONG = "AAMkAGRhOTRhNTVlLTk4MjItNGFlYi1iNzY0LTQ2OGI0Mzg1YjE3Y" * 3


def test_a_sign_stands_at_the_attribute_that_differs_and_not_at_its_tag() -> None:
    found = compare(folder(1, LONG, "CQAA1"), folder(2, LONG, "CQAA2"), width=60)
    assert not signs(found, "~", "!")
    assert [left for _, left, _ in signs(found, "?")] == ['ChangeKey="CQAA1"/>']
    line = next(line for line in found if "t:FolderId" in plain(line.left))
    assert line.sign == "=" and "…" in plain(line.left) and len(plain(line.left)) <= 60


def test_long_values_are_shown_where_they_differ_and_what_differs_is_marked() -> None:
    found = compare(folder(1, LONG + "/one", "CQ"), folder(1, LONG + "/two", "CQ"), ByMeaning(), 60)
    [(_, left, right)] = signs(found, "~")
    assert left.startswith('<t:FolderId Id="…') and left.endswith('one"') and right.endswith('two"')
    [line] = [line for line in found if line.sign == "~"]
    assert [text for text, role in line.left if role == "removed-mark"] == ["one"]
    assert [text for text, role in line.right if role == "added-mark"] == ["two"]


def test_lines_keep_to_the_width_that_there_is() -> None:
    found = compare(folder(1, LONG, LONG), folder(1, LONG + "x", LONG, name=LONG), ByMeaning(), 56)
    assert all(len("".join(text for text, _ in line.left)) <= 58 for line in found if line.sign not in "#!")


def attached(content: str) -> Interaction:
    message = f"<t:Message><t:MimeContent>{content}</t:MimeContent></t:Message>"
    said = f"<m:GetItemResponse>{message}</m:GetItemResponse>"
    return Interaction(1, 0.0, HttpRequest(), HttpResponse(body=envelope(said).encode()))


def mail(subject: str, body: str) -> str:
    written = f"From: kim@contoso.example\r\nSubject: {subject}\r\nContent-Type: text/plain\r\n\r\n{body}"
    return base64.b64encode(written.encode()).decode()


def test_a_mail_in_base64_is_compared_as_a_mail() -> None:
    found = compare(attached(mail("Lunch", "At noon?")), attached(mail("Lunch, moved", "At noon?")))
    assert signs(found, "~") == [
        ("~", "(base64)/Subject: Lunch", "(base64)/Subject: Lunch, moved"),
    ]
    assert "(base64)/From: kim@contoso.example" in [plain(line.left) for line in found if line.sign == "="]


def test_of_a_mail_of_several_lines_the_line_that_differs_is_marked() -> None:
    one, other = (attached(mail("Lunch", f"Hello,\r\n\r\n{when}\r\nKim\r\n")) for when in ("noon", "one"))
    assert signs(compare(one, other), "~") == [("~", "noon", "one")]


def test_escaped_xml_is_compared_as_xml() -> None:
    def rule(size: str) -> Interaction:
        return attached(f"&lt;Rule&gt;&lt;Size&gt;{size}&lt;/Size&gt;&lt;Name&gt;n&lt;/Name&gt;&lt;/Rule&gt;")

    [(_, left, right)] = signs(compare(rule("1000"), rule("2000")), "~")
    assert left.endswith("Size: 1000") and right.endswith("Size: 2000")


def test_another_element_in_the_same_place_stands_below_the_first() -> None:
    def said(name: str) -> Interaction:
        body = f'<{name} xmlns="urn:x"><b>1</b></{name}>'.encode()
        return Interaction(1, 0.0, HttpRequest(), HttpResponse(body=body))

    found = compare(said("One"), said("Two"))
    assert [(sign, left or right) for sign, left, right in signs(found, "-", "+")] == [
        ("-", "<One>"), ("-", "<b>1</b>"), ("-", "</One>"),
        ("+", "<Two>"), ("+", "<b>1</b>"), ("+", "</Two>"),
    ]  # fmt: skip


def test_what_is_not_well_formed_is_compared_line_by_line_at_its_tags() -> None:
    def broken(item: str) -> Interaction:
        names = "".join(f"<t:Name>{name}</t:Name>" for name in ("first" * 20, item, "last" * 20))
        return Interaction(
            1, 0.0, HttpRequest(body=f"<m:GetItem>{names}<m:Id></m:GetItem>".encode()), HttpResponse()
        )

    found = compare(broken("two"), broken("2"))
    assert signs(found, "~") == [("~", "<t:Name>two</t:Name>", "<t:Name>2</t:Name>")]
    [(_, path, _)] = signs(found, "!")
    assert path == "E body/GetItem/Name[2]"


def test_what_is_no_text_is_told_by_its_size() -> None:
    def binary(content: bytes) -> Interaction:
        return Interaction(1, 0.0, HttpRequest(), HttpResponse(body=content))

    found = compare(binary(b"\x00\x01\xff"), binary(b"\x00\x01\xff\xfe"))
    assert signs(found, "~") == [("~", "(3 bytes that are no text)", "(4 bytes that are no text)")]


def test_the_path_of_a_difference_is_cut_in_its_middle() -> None:
    found = compare(folder(1, "A", "C", "x"), folder(1, "A", "C", "y"), width=40)
    assert [path for _, path, _ in signs(found, "!")] == ["E Body/…/t:Folder/t:DisplayName"]


def test_of_many_differences_the_first_are_told_before_the_lines() -> None:
    def sizes(*numbers: int) -> Interaction:
        inside = "".join(f"<t:Message><t:Size>{number}</t:Size></t:Message>" for number in numbers)
        return Interaction(
            1, 0.0, HttpRequest(), HttpResponse(body=envelope(f"<m:A>{inside}</m:A>").encode())
        )

    for count, told in ((8, 8), (9, 8)):
        found = compare(sizes(*range(10, 10 + count)), sizes(*range(30, 30 + count)))
        assert len(signs(found, "!")) == told and len(signs(found, "~")) == count
        more = [left for _, left, _ in signs(found, "#") if "more, in the lines below" in left]
        assert more == ["… and 1 difference more, in the lines below"][: count - told]


def said(body: str) -> Interaction:
    return Interaction(1, 0.0, HttpRequest(), HttpResponse(body=body.encode()))


@pytest.mark.parametrize("other", ["<b>2</b>", "text", "<c/>", ""])
def test_documents_that_are_as_deep_as_any_are_laid_out(other: str) -> None:
    deep = 250
    one = said("<a>" * deep + "<b>1</b>" + "</a>" * deep)
    found = compare(one, said("<a>" * deep + other + "</a>" * deep))
    assert signs(found, "~", "-", "+") and len(found) > 2 * deep
    shallow = compare(one, said("<a><z/></a>"))
    assert len(signs(shallow, "-")) == 2 * deep - 1 and signs(shallow, "+") == [("+", "", "<z/>")]


def test_of_more_differences_than_are_listed_all_lines_stand_against_each_other() -> None:
    one, other = (
        said("<r>" + "".join(f"<n{at}>{word}</n{at}>" for at in range(300)) + "</r>") for word in ("a", "b")
    )
    beside = SideBySide(one, other, ByRole())
    assert len(beside.drifts) == 200
    assert len(signs(list(beside.lines(80)), "~")) == 300 and not signs(list(beside.lines(80)), "-", "+")


BODIES = st.one_of(
    st.binary(max_size=60),
    st.text(st.sampled_from("<ab/> =\"&;#x'\n!-["), max_size=60).map(str.encode),
    st.recursive(
        st.sampled_from(["", "text", "a\nb", "&lt;x>1&lt;/x>", "VGhlIHNhbWU=", "2026-01-05T08:00:00Z"]),
        lambda inside: st.builds(
            "<{0} {1}>{2}{3}</{0}>".format,
            st.sampled_from(["a", "b", "ItemId", "MimeContent"]),
            st.sampled_from(["", 'Id="AAMkAAAA"', 'Id="B" ChangeKey="C"', 'xsi:nil="1" y="2"']),
            inside,
            inside,
        ),
        max_leaves=12,
    ).map(str.encode),
)


@given(BODIES, BODIES, st.integers(20, 130))
def test_any_two_messages_are_laid_out_and_a_message_is_the_same_as_itself(
    one: bytes, other: bytes, width: int
) -> None:
    def holding(body: bytes) -> Interaction:
        xml = Headers([("Content-Type", "text/xml")])
        return Interaction(1, 0.0, HttpRequest(xml, body, url=UM_URL), HttpResponse(xml, body))

    found = compare(holding(one), holding(other), ByMeaning(), width)
    assert bool(signs(found, "!")) >= bool(signs(found, "~", "-", "+"))
    assert not signs(compare(holding(one), holding(one), width=width), "~", "-", "+", "!")
