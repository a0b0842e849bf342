"""A request that is read by its form is understood exactly as one that is parsed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector.replay.asked import asked_of
from inspector.replay.asked_before import AskedBefore
from inspector.replay.forms import Forms, forms_for
from inspector.replay.keys import Matching
from inspector.replay.volatile import parse_path
from inspector.wire.http import Headers, HttpRequest

MATCHING = Matching([parse_path("t:Subject")])

ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"'
    ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">'
    '<s:Header><t:RequestServerVersion Version="Exchange2016"/></s:Header><s:Body>{}</s:Body></s:Envelope>'
)
GET_ITEM = (
    "<m:GetItem><m:ItemShape><t:BaseShape>{}</t:BaseShape></m:ItemShape>"
    '<m:ItemIds><t:ItemId Id="{}" ChangeKey="{}"/></m:ItemIds></m:GetItem>'
)
GET_CALL = "<m:GetCallInfo><m:CallId>{}</m:CallId></m:GetCallInfo>"


def post(payload: str, url: str = "/EWS/Exchange.asmx") -> HttpRequest:
    return HttpRequest(Headers(), ENVELOPE.format(payload).encode(), url=url)


def learned(forms: Forms, *payloads: str, url: str = "/EWS/Exchange.asmx") -> None:
    for payload in payloads:
        forms.read(post(payload, url))


def test_the_third_request_of_a_form_is_read_by_it() -> None:
    forms = Forms(MATCHING)
    assert forms.read(post(GET_ITEM.format("IdOnly", "AAA", "C1"))) is None
    assert forms.read(post(GET_ITEM.format("IdOnly", "BBB", "C2"))) is None
    third = post(GET_ITEM.format("AllProperties", "CCC", "C3"))
    assert forms.read(third) == asked_of(third, MATCHING)


def test_the_call_that_a_poll_names_is_read_without_the_space_around_it() -> None:
    forms = Forms(MATCHING)
    learned(forms, GET_CALL.format("one"), GET_CALL.format("two"), url="/EWS/UM2007Legacy.asmx")
    asked = forms.read(post(GET_CALL.format("three "), "/EWS/UM2007Legacy.asmx"))
    assert asked is not None
    assert (asked.name, asked.call, asked.takes) == ("GetCallInfo", "three", ("three",))


def test_another_endpoint_has_forms_of_its_own() -> None:
    forms = Forms(MATCHING)
    learned(forms, GET_CALL.format("one"), GET_CALL.format("two"))
    assert forms.read(post(GET_CALL.format("three"), "/EWS/UM2007Legacy.asmx")) is None


def test_a_value_that_xml_reads_in_its_own_way_is_parsed() -> None:
    forms = Forms(MATCHING)
    learned(forms, GET_ITEM.format("IdOnly", "A", "C"), GET_ITEM.format("IdOnly", "B", "C"))
    assert forms.read(post(GET_ITEM.format("IdOnly", "D", "C"))) is not None
    for value in ("a&amp;b", "a\nb", "a\tb", "Grüße", "\x01", "a\ufffeb"):
        assert forms.read(post(GET_ITEM.format("IdOnly", value, "C"))) is None


def test_another_namespace_or_type_is_another_form() -> None:
    forms = Forms(MATCHING)
    typed = '<m:GetItem><m:ItemShape xsi:type="{}:Shape">{}</m:ItemShape></m:GetItem>'
    learned(forms, typed.format("t", "a"), typed.format("t", "b"))
    assert forms.read(post(typed.format("t", "c"))) == asked_of(post(typed.format("t", "c")), MATCHING)
    assert forms.read(post(typed.format("m", "c"))) is None
    other = post(GET_ITEM.format("IdOnly", "A", "C")).body
    moved = other.replace(b"/2006/types", b"/2006/other")
    learned(forms, GET_ITEM.format("IdOnly", "A", "C"), GET_ITEM.format("IdOnly", "B", "C"))
    assert forms.read(HttpRequest(Headers(), moved, url="/EWS/Exchange.asmx")) is None


def test_what_stands_in_comments_and_sections_is_no_value() -> None:
    forms = Forms(MATCHING)
    for piece in ('<!-- a="{}" -->', "<![CDATA[<b>{}</b>]]>", '<?pi a="{}"?>', "<b/>{}<c></c>"):
        payloads = [
            f"<m:GetItem><m:X>{piece.format(value)}</m:X></m:GetItem>" for value in ("one", "two", "a-- b")
        ]
        learned(forms, *payloads)
        for payload in payloads:
            asked = forms.read(post(payload))
            assert asked is None or asked == asked_of(post(payload), MATCHING)
    assert forms.read(post('<m:GetItem><m:X><!-- a="a--b" --></m:X></m:GetItem>')) is None


def test_a_message_that_holds_the_marks_already_is_parsed() -> None:
    forms = Forms(MATCHING)
    payload = GET_ITEM.format("IdOnly", "the-value-at-place-2-", "C")
    learned(forms, payload, payload)
    assert forms.read(post(payload)) is None


def test_forms_of_hostile_clients_do_not_pile_up() -> None:
    forms = Forms(MATCHING)
    for n in range(2000):
        forms.read(post(f"<m:Get{n}><m:X>a</m:X></m:Get{n}>"))
    assert len(forms._known) <= 512


def test_a_body_with_content_encoding_or_compared_headers_is_parsed() -> None:
    before = AskedBefore(Matching(headers=["x-version"]))
    for version in ("1", "2", "1"):
        request = HttpRequest(Headers([("X-Version", version)]), post(GET_CALL.format("one")).body)
        assert before.read(request) == asked_of(request, Matching(headers=["x-version"]))


values = st.text(alphabet="""abc-1 ="'/é&\n\t:""", max_size=6).map(
    lambda text: text.replace("&", "&amp;").replace('"', "&quot;")
)
raw = st.sampled_from(['a="b"', "x='y'", "&lt;", "a>b", "", " ", "\n", '="', "'"])
names = st.sampled_from(["m:ItemId", "t:Subject", "t:Body", "m:CallId", "t:Message", "a"])
attributes = st.sampled_from(["Id", "ChangeKey", "xsi:type", "xmlns:q", "t:Id", "z"])


@st.composite
def shapes(draw: st.DrawFn, depth: int = 0) -> str:
    """An element written in some way, with ``{}`` where values come."""
    name = draw(names)
    written = draw(st.lists(st.sampled_from(['="{}"', "='{}'", ' = "{}"', '="fix"']), max_size=2))
    said = "".join(
        f"{draw(st.sampled_from([' ', '  ', chr(10)]))}{attribute}{value}"
        for attribute, value in zip(
            draw(st.permutations(["Id", "ChangeKey", "z", "xsi:type"])), written, strict=False
        )
    )
    if draw(st.integers(0, 5)) == 0:
        return f"<{name}{said}/>"
    inside = draw(
        st.lists(
            st.one_of(
                st.just("{}"),
                raw.map(lambda text: text.replace("{", "").replace("}", "")),
                st.sampled_from(['<!-- x="{}" -->', "<![CDATA[{}]]>", '<?p q="{}"?>', "\n  "]),
                shapes(depth + 1) if depth < 2 else st.just("{}"),
            ),
            max_size=3,
        )
    )
    return f"<{name}{said}>{''.join(inside)}</{name}>"


@given(
    shapes(),
    st.sampled_from(["GetItem", "GetCallInfo", "CreateItem", "PlayOnPhone", "Unknown"]),
    st.lists(st.lists(values, min_size=24, max_size=24), min_size=3, max_size=5),
)
def test_whatever_a_client_writes_its_form_tells_the_same_as_the_parser(
    shape: str, operation: str, rounds: list[list[str]]
) -> None:
    forms = Forms(MATCHING)
    for chosen in rounds:
        payload = shape
        for value in chosen:
            payload = payload.replace("{}", value.replace("{}", ""), 1)
        request = post(f"<m:{operation}>{payload.replace('{}', '')}</m:{operation}>")
        by_form = forms.read(request)
        assert by_form is None or by_form == asked_of(request, MATCHING)


def test_replays_that_compare_alike_share_their_forms_and_others_do_not() -> None:
    path = parse_path("t:Sender")
    assert forms_for((path,)) is forms_for((parse_path("t:Sender"),))
    assert forms_for((path,)) is not forms_for(())


EXTENDED = (
    '<m:CreateItem><m:Items><t:Message><t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="{}"'
    ' PropertyType="String"/><t:Value>{}</t:Value></t:ExtendedProperty></t:Message></m:Items></m:CreateItem>'
)


def test_a_property_whose_value_is_not_compared_has_a_form_of_its_own() -> None:
    forms = Forms(MATCHING)
    learned(forms, EXTENDED.format("0x0037", "one"), EXTENDED.format("0x0037", "two"))
    subject, name = (post(EXTENDED.format(tag, "three")) for tag in ("0x0037", "0x10F3"))
    assert forms.read(subject) == asked_of(subject, MATCHING)
    assert forms.read(name) is None, "the tag belongs to the form"
    other_name = post(EXTENDED.format("0x10F3", "four"))
    assert asked_of(name, MATCHING).key == asked_of(other_name, MATCHING).key
    assert asked_of(name, MATCHING).key != asked_of(subject, MATCHING).key
