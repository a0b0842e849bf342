from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from inspector.protocols.registry import identify
from inspector.replay.keys import Matching
from inspector.wire.http import Headers, HttpRequest

M = "http://schemas.microsoft.com/exchange/services/2006/messages"
S = "http://schemas.xmlsoap.org/soap/envelope/"


def key(request, **options):
    return Matching(**options).key(request, identify(request))


def written(payload, *, prefix="s", indent="", url="/EWS/Exchange.asmx"):
    root = etree.Element(f"{{{S}}}Envelope", nsmap={prefix: S})
    body = etree.SubElement(root, f"{{{S}}}Body")
    body.append(payload)
    if indent:
        etree.indent(root, indent)
    return HttpRequest(body=etree.tostring(root), url=url)


_values = st.text(alphabet='abc &<"é', max_size=5)


@st.composite
def payloads(draw):
    root = etree.Element(f"{{{M}}}GetItem", nsmap={draw(st.sampled_from([None, "m", "x"])): M})
    for name in draw(st.lists(st.sampled_from(["ItemIds", "ItemShape"]), max_size=3)):
        child = etree.SubElement(root, f"{{{M}}}{name}", {"Id": draw(_values)})
        if draw(st.booleans()):
            child.text = draw(_values.filter(str.strip)) if draw(st.booleans()) else None
    return root


def _copied(payload):
    return etree.fromstring(etree.tostring(payload))


@given(payloads(), st.sampled_from(["soap", "e"]), st.sampled_from(["", "  ", "\t"]))
def test_how_it_is_written_does_not_change_the_key(payload, prefix, indent):
    assert key(written(_copied(payload))) == key(written(_copied(payload), prefix=prefix, indent=indent))


@given(payloads(), _values, _values)
def test_a_value_changes_the_key_exactly_if_it_differs(payload, one, other):
    first, second = _copied(payload), _copied(payload)
    first.set("Traversal", one)
    second.set("Traversal", other)
    assert (key(written(first)) == key(written(second))) == (one == other)


def test_host_and_case_of_the_path_do_not_matter():
    payload = etree.fromstring(f'<GetItem xmlns="{M}"/>')
    keys = {
        key(written(_copied(payload), url=url))
        for url in (
            "/EWS/Exchange.asmx",
            "https://a.example.com/ews/exchange.ASMX",
            "http://b/EWS/Exchange.asmx",
        )
    }
    assert len(keys) == 1


def test_the_same_element_on_another_endpoint_is_another_request():
    payload = etree.fromstring(f'<PlayOnPhone xmlns="{M}"><DialString>1</DialString></PlayOnPhone>')
    assert key(written(_copied(payload))) != key(written(_copied(payload), url="/EWS/UM2007Legacy.asmx"))


def test_content_encoding_does_not_matter():
    import gzip

    plain = written(etree.fromstring(f'<GetItem xmlns="{M}"/>'))
    packed = HttpRequest(Headers([("Content-Encoding", "gzip")]), gzip.compress(plain.body), url=plain.url)
    assert key(plain) == key(packed)


@given(st.binary(max_size=60))
def test_any_body_has_a_key_and_the_same_each_time(body):
    for url in (
        "/EWS/Exchange.asmx",
        "/Microsoft-Server-ActiveSync?Cmd=Sync",
        "/autodiscover/autodiscover.xml",
        "/x",
    ):
        assert key(HttpRequest(body=body, url=url)) == key(HttpRequest(body=body, url=url))
