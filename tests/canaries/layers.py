"""Ways in which a value can stand in an interaction, and in what it can be packed."""

from __future__ import annotations

import base64
import gzip
import json
import quopri
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from html import escape
from urllib.parse import quote

from lxml import etree

from inspector.cassette import Interaction
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.wbxml import WBXML_TYPE, encode_wbxml
from tests.canaries.catalogue import Named

__all__ = ["LAYERS"]

_Plant = Callable[[Named], Interaction]

_TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
_MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
_XML = "text/xml; charset=utf-8"
_URL = "https://mail.d0123abcd.example/EWS/Exchange.asmx"
# The namespaces of places that are in no other; ActiveSync's are called like their elements.
_NAMESPACES = {
    name: name for name in ("Contacts", "Email", "Settings", "ItemOperations", "DeviceInformation")
} | {
    "AddImGroup": _MESSAGES,
    "PlayOnPhone": _MESSAGES,
    "User": "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a",
}


def _exchange(body: bytes, kind: str = _XML, url: str = _URL, *fields: tuple[str, str]) -> Interaction:
    """An interaction whose answer has this body, and whose request has this URL and these fields."""
    request = HttpRequest(Headers([("Content-Type", _XML), *fields]), _soap("").encode(), "POST", url)
    return Interaction(1, 0.0, request, HttpResponse(Headers([("Content-Type", kind)]), body))


def _soap(inner: str, head: str = "") -> str:
    return (
        f'{head}<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="{_TYPES}"'
        f' xmlns:m="{_MESSAGES}"><s:Body>{inner}</s:Body></s:Envelope>'
    )


def _element(place: Named, written: str) -> str:
    """The element of a place, with text as it is written."""
    name, parent = _xml_name(place.name), _xml_name(place.parent)
    if place.parent in _NAMESPACES:
        return f'<{parent} xmlns="{_NAMESPACES[place.parent]}"><{name}>{written}</{name}></{parent}>'
    inner = f"<t:{name}>{written}</t:{name}>"
    return f"<t:{parent}>{inner}</t:{parent}>" if parent else inner


def _xml_name(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() else "Thing"


def _line(place: Named) -> str:
    """What a person would write of a place of its own: the name, and what it is."""
    return place.value if place.name.startswith("Text") else f"{place.name}: {place.value}"


def _pair(place: Named) -> str:
    return f"{quote(place.name)}={quote(place.value, safe='')}"


def _mail(body: str, transfer: str, kind: str = "text/plain; charset=utf-8", *fields: str) -> str:
    head = ["Subject: x", *fields, "MIME-Version: 1.0", f"Content-Type: {kind}"]
    return "\r\n".join([*head, f"Content-Transfer-Encoding: {transfer}", "", body, ""])


def _mime(mail: str) -> Interaction:
    packed = base64.b64encode(mail.encode()).decode()
    return _exchange(_soap(f"<t:MimeContent CharacterSet='UTF-8'>{packed}</t:MimeContent>").encode())


def _xml(
    written: Callable[[str], str], spell: Callable[[str], bytes] = str.encode, kind: str = _XML
) -> _Plant:
    return lambda place: _exchange(spell(_soap(_element(place, written(place.value)))), kind)


def _references(text: str) -> str:
    return "".join(f"&#x{ord(char):x};" if at % 2 else f"&#{ord(char)};" for at, char in enumerate(text))


def _halves(between: str) -> Callable[[str], str]:
    return lambda text: escape(text[: len(text) // 2]) + between + escape(text[len(text) // 2 :])


def _attribute(place: Named) -> Interaction:
    thing = f'<t:Thing {_xml_name(place.name)}="{escape(place.value)}"/>'
    return _exchange(_soap(thing).encode())


def _inside(pack: Callable[[str], str]) -> _Plant:
    """A message within a message."""
    return lambda place: _exchange(
        _soap(f"<t:Data>{pack(_soap(_element(place, escape(place.value))))}</t:Data>").encode()
    )


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _multipart(place: Named) -> Interaction:
    """MS-ASCMD section 2.2.1.10.1: a count, then offset and length of each part, then the parts."""
    sync = '<ItemOperations xmlns="ItemOperations"><Status>1</Status></ItemOperations>'
    parts = [encode_wbxml(etree.fromstring(sync)), _element_alone(place).encode()]
    at, table = 4 + 8 * len(parts), struct.pack("<I", len(parts))
    for part in parts:
        table += struct.pack("<II", at, len(part))
        at += len(part)
    return _exchange(table + b"".join(parts), "application/vnd.ms-sync.multipart")


def _element_alone(place: Named) -> str:
    return f'<r xmlns:t="{_TYPES}">{_element(place, escape(place.value))}</r>'


def _wbxml(place: Named) -> Interaction:
    body = f'<Sync xmlns="AirSync"><Data xmlns="AirSyncBase">{escape(_element_alone(place))}</Data></Sync>'
    return _exchange(encode_wbxml(etree.fromstring(body)), WBXML_TYPE)


def _related(place: Named) -> Interaction:
    body = f"--b0\r\nContent-Type: {_XML}\r\n\r\n{_soap(_element(place, escape(place.value)))}\r\n--b0--\r\n"
    return _exchange(body.encode(), 'multipart/related; boundary="b0"')


def _cells(place: Named) -> str:
    value = escape(place.value)
    if place.name.startswith("Text"):
        return f"<html><body><table><tr><td>x</td><td><b>{value}</b></td></tr></table></body></html>"
    return f"<html><body><table><tr><td>{place.name}:</td><td><b>{value}</b></td></tr></table></body></html>"


def _form_in_html(place: Named) -> str:
    field = f"<input type=hidden name='{place.name}' value=\"{escape(place.value)}\">"
    return f"<html><body><form>{field}</form></body></html>"


def _field(place: Named) -> Interaction:
    name = (
        place.name
        if place.name.startswith("X-") or place.name == "Host"
        else f"X-{place.name.replace('_', '-')}"
    )
    return _exchange(b"", _XML, _URL, (name, place.value.replace("\n", " ")))


def _answer_field(place: Named) -> Interaction:
    one = _exchange(b"")
    name = place.name if place.name.startswith("X-") else f"X-{place.name.replace('_', '-')}"
    assert one.response is not None
    fields = Headers([*one.response.headers, (name, place.value.replace("\n", " "))])
    return replace(one, response=replace(one.response, headers=fields))


def _set_cookie(place: Named) -> Interaction:
    one = _exchange(b"")
    assert one.response is not None
    fields = Headers([*one.response.headers, ("Set-Cookie", f"{_pair(place)}; path=/; secure")])
    return replace(one, response=replace(one.response, headers=fields))


def _told(place: Named) -> Interaction:
    return replace(_exchange(b""), error=f"the server said: {_line(place)}")


LAYERS: dict[str, _Plant] = {
    "XML text": _xml(escape),
    "CDATA": _xml(lambda text: f"<![CDATA[{text}]]>"),
    "half in CDATA": _xml(
        lambda text: f"{escape(text[: len(text) // 2])}<![CDATA[{text[len(text) // 2 :]}]]>"
    ),
    "XML text after a comment": _xml(lambda text: f"<!-- here -->{escape(text)}"),
    "XML text around a comment": _xml(_halves("<!-- here -->")),
    "XML text around an instruction": _xml(_halves("<?here?>")),
    "XML text of character references": _xml(_references),
    "XML text with white space around": _xml(lambda text: f"\n      {escape(text)}\n    "),
    "XML attribute": _attribute,
    "XML comment": lambda place: _exchange(
        _soap(f"<!-- {_line(place).replace('--', '')} --><m:Ok/>").encode()
    ),
    "XML that is cut": lambda place: _exchange(
        _soap(_element(place, escape(place.value))).encode().partition(b"</s:Body>")[0]
    ),
    "XML without namespaces": lambda place: _exchange(
        f"<r><{_xml_name(place.name)}>{escape(place.value)}</{_xml_name(place.name)}></r>".encode()
    ),
    "XML escaped in XML": _inside(escape),
    "XML in CDATA": _inside(lambda text: f"<![CDATA[{text}]]>"),
    "XML in base64": _inside(_base64),
    "XML in gzip in base64": _inside(
        lambda text: base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
    ),
    "XML in UTF-16 in base64": _inside(lambda text: base64.b64encode(text.encode("utf-16-le")).decode()),
    "gzip": _xml(escape, lambda text: gzip.compress(text.encode(), mtime=0)),
    "zlib": _xml(escape, lambda text: zlib.compress(text.encode())),
    "UTF-16 with a mark": _xml(escape, lambda text: text.encode("utf-16")),
    "UTF-16 without a mark": _xml(escape, lambda text: text.encode("utf-16-le")),
    "UTF-16, the other end first": _xml(escape, lambda text: text.encode("utf-16-be")),
    "windows-1252": _xml(
        escape,
        lambda text: text.replace("<s:Body>", "<s:Body>ü").encode("cp1252"),
        "text/xml; charset=windows-1252",
    ),
    "Latin-1 that says UTF-8": _xml(
        escape, lambda text: text.replace("<s:Body>", "<s:Body>ü").encode("latin-1")
    ),
    "octets": _xml(escape, str.encode, "application/octet-stream"),
    "multipart/related": _related,
    "WBXML": _wbxml,
    "ActiveSync multipart": _multipart,
    "mail in 8 bit": lambda place: _mime(_mail(f"ü\r\n{_line(place)}", "8bit")),
    "mail in quoted-printable": lambda place: _mime(
        _mail(quopri.encodestring(f"ü {_line(place)}".encode(), quotetabs=True).decode(), "quoted-printable")
    ),
    "mail in base64": lambda place: _mime(_mail(_base64(_line(place)), "base64")),
    "mail in HTML": lambda place: _mime(_mail(_cells(place), "8bit", "text/html; charset=utf-8")),
    "field of a mail": lambda place: _mime(
        _mail("x", "7bit", "text/plain", f"X-{place.name}: {place.value}".replace("\n", " "))
    ),
    "mail attached to a mail": lambda place: _mime(
        _mail(_mail(_line(place), "7bit"), "7bit", "message/rfc822")
    ),
    "HTML": lambda place: _exchange(_cells(place).encode(), "text/html"),
    "HTML attribute": lambda place: _exchange(_form_in_html(place).encode(), "text/html"),
    "HTML escaped in XML": lambda place: _exchange(
        _soap(f'<t:Body BodyType="HTML">{escape(_cells(place))}</t:Body>').encode()
    ),
    "JSON": lambda place: _exchange(json.dumps({place.name: place.value}).encode(), "application/json"),
    "JSON, escaped": lambda place: _exchange(
        json.dumps({"a": [{place.name: "\0"}]})
        .replace("\\u0000", "".join(f"\\u{ord(char):04x}" for char in place.value))
        .encode(),
        "application/json",
    ),
    "JSON in JSON": lambda place: _exchange(
        json.dumps({"a": json.dumps({place.name: place.value})}).encode(), "application/json"
    ),
    "form": lambda place: _exchange(f"a=b&{_pair(place)}".encode(), "application/x-www-form-urlencoded"),
    "text": lambda place: _exchange(_line(place).encode(), "text/plain"),
    "header field": _field,
    "header field of the answer": _answer_field,
    "URL": lambda place: _exchange(b"", _XML, f"{_URL}?a=b&{_pair(place)}"),
    "cookie": lambda place: _exchange(b"", _XML, _URL, ("Cookie", f"a=1234; {_pair(place)}")),
    "cookie that is set": _set_cookie,
    "error": _told,
}
"""Each way to plant a named canary, by what it is called in docs/scrubbing.md."""
