"""A request that is read by its template is understood exactly as one that is parsed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector.replay.keys import Matching
from inspector.replay.request_cache import RequestCache
from inspector.replay.request_info import IncomingRequest, info_of
from inspector.replay.request_templates import Templates, templates_for
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


def post(payload: str, url: str = "/EWS/Exchange.asmx") -> IncomingRequest:
    return IncomingRequest(HttpRequest(Headers(), ENVELOPE.format(payload).encode(), url=url))


def learned(templates: Templates, *payloads: str, url: str = "/EWS/Exchange.asmx") -> None:
    for payload in payloads:
        templates.read(post(payload, url))


def test_the_third_request_of_a_template_is_read_by_it() -> None:
    templates = Templates(MATCHING)
    assert templates.read(post(GET_ITEM.format("IdOnly", "AAA", "C1"))) is None
    assert templates.read(post(GET_ITEM.format("IdOnly", "BBB", "C2"))) is None
    third = post(GET_ITEM.format("AllProperties", "CCC", "C3"))
    assert templates.read(third) == info_of(third, MATCHING)


def test_the_call_that_a_poll_names_is_read_without_the_space_around_it() -> None:
    templates = Templates(MATCHING)
    learned(templates, GET_CALL.format("one"), GET_CALL.format("two"), url="/EWS/UM2007Legacy.asmx")
    asked = templates.read(post(GET_CALL.format("three "), "/EWS/UM2007Legacy.asmx"))
    assert asked is not None
    assert (asked.name, asked.call, asked.takes) == ("GetCallInfo", "three", ("three",))


def test_another_endpoint_has_templates_of_its_own() -> None:
    templates = Templates(MATCHING)
    learned(templates, GET_CALL.format("one"), GET_CALL.format("two"))
    assert templates.read(post(GET_CALL.format("three"), "/EWS/UM2007Legacy.asmx")) is None


def test_a_value_that_xml_reads_in_its_own_way_is_parsed() -> None:
    templates = Templates(MATCHING)
    learned(templates, GET_ITEM.format("IdOnly", "A", "C"), GET_ITEM.format("IdOnly", "B", "C"))
    assert templates.read(post(GET_ITEM.format("IdOnly", "D", "C"))) is not None
    for value in ("a&amp;b", "a\nb", "a\tb", "Grüße", "\x01", "a\ufffeb"):
        assert templates.read(post(GET_ITEM.format("IdOnly", value, "C"))) is None


def test_another_namespace_or_type_is_another_form() -> None:
    templates = Templates(MATCHING)
    typed = '<m:GetItem><m:ItemShape xsi:type="{}:Shape">{}</m:ItemShape></m:GetItem>'
    learned(templates, typed.format("t", "a"), typed.format("t", "b"))
    assert templates.read(post(typed.format("t", "c"))) == info_of(post(typed.format("t", "c")), MATCHING)
    assert templates.read(post(typed.format("m", "c"))) is None
    other = post(GET_ITEM.format("IdOnly", "A", "C")).request.body
    moved = other.replace(b"/2006/types", b"/2006/other")
    learned(templates, GET_ITEM.format("IdOnly", "A", "C"), GET_ITEM.format("IdOnly", "B", "C"))
    assert templates.read(IncomingRequest(HttpRequest(Headers(), moved, url="/EWS/Exchange.asmx"))) is None


def test_what_stands_in_comments_and_sections_is_no_value() -> None:
    templates = Templates(MATCHING)
    for piece in ('<!-- a="{}" -->', "<![CDATA[<b>{}</b>]]>", '<?pi a="{}"?>', "<b/>{}<c></c>"):
        payloads = [
            f"<m:GetItem><m:X>{piece.format(value)}</m:X></m:GetItem>" for value in ("one", "two", "a-- b")
        ]
        learned(templates, *payloads)
        for payload in payloads:
            asked = templates.read(post(payload))
            assert asked is None or asked == info_of(post(payload), MATCHING)
    assert templates.read(post('<m:GetItem><m:X><!-- a="a--b" --></m:X></m:GetItem>')) is None


def test_a_message_that_holds_the_marks_already_is_parsed() -> None:
    templates = Templates(MATCHING)
    payload = GET_ITEM.format("IdOnly", "the-value-at-place-2-", "C")
    learned(templates, payload, payload)
    assert templates.read(post(payload)) is None


def test_templates_of_hostile_clients_do_not_pile_up() -> None:
    templates = Templates(MATCHING)
    for n in range(2000):
        templates.read(post(f"<m:Get{n}><m:X>a</m:X></m:Get{n}>"))
    assert len(templates._known) <= 512


def test_a_body_with_content_encoding_or_compared_headers_is_parsed() -> None:
    before = RequestCache(Matching(headers=["x-version"]))
    for version in ("1", "2", "1"):
        body = post(GET_CALL.format("one")).request.body
        request = IncomingRequest(HttpRequest(Headers([("X-Version", version)]), body))
        assert before.read(request) == info_of(request, Matching(headers=["x-version"]))


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
def test_whatever_a_client_writes_its_template_tells_the_same_as_the_parser(
    shape: str, operation: str, rounds: list[list[str]]
) -> None:
    templates = Templates(MATCHING)
    for chosen in rounds:
        payload = shape
        for value in chosen:
            payload = payload.replace("{}", value.replace("{}", ""), 1)
        request = post(f"<m:{operation}>{payload.replace('{}', '')}</m:{operation}>")
        by_template = templates.read(request)
        assert by_template is None or by_template == info_of(request, MATCHING)


def test_replays_that_compare_alike_share_their_templates_and_others_do_not() -> None:
    path = parse_path("t:Sender")
    assert templates_for((path,)) is templates_for((parse_path("t:Sender"),))
    assert templates_for((path,)) is not templates_for(())


EXTENDED = (
    '<m:CreateItem><m:Items><t:Message><t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="{}"'
    ' PropertyType="String"/><t:Value>{}</t:Value></t:ExtendedProperty></t:Message></m:Items></m:CreateItem>'
)


def test_a_property_whose_value_is_not_compared_has_a_template_of_its_own() -> None:
    templates = Templates(MATCHING)
    learned(templates, EXTENDED.format("0x0037", "one"), EXTENDED.format("0x0037", "two"))
    subject, name = (post(EXTENDED.format(tag, "three")) for tag in ("0x0037", "0x10F3"))
    assert templates.read(subject) == info_of(subject, MATCHING)
    assert templates.read(name) is None, "the tag belongs to the template"
    other_name = post(EXTENDED.format("0x10F3", "four"))
    assert info_of(name, MATCHING).key == info_of(other_name, MATCHING).key
    assert info_of(name, MATCHING).key != info_of(subject, MATCHING).key


IMPERSONATED = ENVELOPE.replace(
    "</s:Header>",
    "<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>{}</t:PrimarySmtpAddress></t:ConnectingSID>"
    "</t:ExchangeImpersonation></s:Header>",
)


def test_whom_a_message_impersonates_is_read_by_its_template_too() -> None:
    templates = Templates(MATCHING)

    def asked_for(user: str) -> IncomingRequest:
        body = IMPERSONATED.format(user, GET_ITEM.format("IdOnly", "A", "C")).encode()
        return IncomingRequest(HttpRequest(Headers(), body, url="/EWS/Exchange.asmx"))

    for user in ("anna@example.com", "ben@example.com"):
        templates.read(asked_for(user))
    carl = templates.read(asked_for("Carl@example.com "))
    assert carl == info_of(asked_for("carl@example.com"), MATCHING)
    assert carl is not None and carl.impersonated == "carl@example.com"
    assert carl.key != info_of(asked_for("anna@example.com"), MATCHING).key


def test_the_members_of_a_set_belong_to_the_template() -> None:
    templates = Templates(MATCHING)
    shape = (
        "<m:GetItem><m:ItemShape><t:AdditionalProperties>{}</t:AdditionalProperties></m:ItemShape>"
        '<m:ItemIds><t:ItemId Id="{}"/></m:ItemIds></m:GetItem>'
    )
    one, two = '<t:FieldURI FieldURI="item:Subject"/>', '<t:FieldURI FieldURI="item:Body"/>'
    learned(templates, shape.format(one + two, "A"), shape.format(one + two, "B"))
    as_learned = templates.read(post(shape.format(one + two, "C")))
    assert as_learned is not None
    assert templates.read(post(shape.format(two + one, "C"))) is None, "it is parsed"
    assert info_of(post(shape.format(two + one, "C")), MATCHING) == as_learned
