"""Schema sets are imported from what is found in the wild, and then judge."""

import http.server
import re
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from lxml import etree

from inspector.conformance.check import Checker
from inspector.conformance.schema import compiled
from inspector.conformance.schema_import import import_schemas
from inspector.conformance.schema_sets import schema_set, schema_sets
from inspector.errors import InputError, InspectorError, UsageError
from inspector.protocols.operation import Endpoint
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import SOAP_11, Envelope, read_envelope
from inspector.wire.xml import XmlError

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'


def schema(namespace: str, inner: str, *, default: str = 'elementFormDefault="qualified"') -> str:
    return (
        f'<xs:schema {XS} xmlns:m="{MESSAGES}" xmlns:t="{TYPES}" targetNamespace="{namespace}" {default}>'
        f"{inner}</xs:schema>"
    )


MESSAGES_XSD = schema(
    MESSAGES,
    f'<xs:import namespace="{TYPES}" schemaLocation="types.xsd"/>'
    '<xs:element name="Ask"><xs:complexType><xs:sequence>'
    '<xs:element name="Name" type="t:Short"/></xs:sequence></xs:complexType></xs:element>'
    '<xs:element name="AskResponse" type="xs:string"/>',
)
TYPES_XSD = schema(
    TYPES,
    '<xs:simpleType name="Short"><xs:restriction base="xs:string"><xs:maxLength value="3"/></xs:restriction>'
    "</xs:simpleType>",
)


def folder(path: Path, **files: str | bytes) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (path / name.replace("_", ".")).write_bytes(data)
    return path


def enveloped(body: str, header: str = "") -> bytes:
    return (
        f'<s:Envelope xmlns:s="{SOAP_11}" xmlns:m="{MESSAGES}"><s:Header>{header}</s:Header>'
        f"<s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def verdicts(name: str, body: str, header: str = "") -> list[str]:
    request = HttpRequest(url="/EWS/Exchange.asmx", body=enveloped(body, header))
    return [f"{each.name} by {each.schemas}" for each in Checker(name, select=["XSD"]).check(request, None)]


GOOD = "<m:Ask><m:Name>abc</m:Name></m:Ask>"
BAD = "<m:Ask><m:Name>abcd</m:Name></m:Ask>"


def test_an_imported_set_judges_and_its_findings_name_it(tmp_path: Path, home: Path) -> None:
    import_schemas(str(folder(tmp_path / "xsd", messages_xsd=MESSAGES_XSD, types_xsd=TYPES_XSD)), "mine")
    assert verdicts("mine", GOOD) == []
    assert verdicts("mine", BAD) == ["bad-value by mine/ews"]
    assert verdicts("mine", "<m:GetItem/>") == ["not-judged by mine/ews"]
    assert [known.name for known in schema_sets()] == ["bundled", "mine"]
    assert schema_set("mine").operations(Endpoint.EWS) == ("Ask",)


MENDED: dict[str, dict[str, str | bytes]] = {
    "a byte order mark, even two": {
        "messages.xsd": b"\xef\xbb\xbf\xef\xbb\xbf" + MESSAGES_XSD.encode(),
        "types.xsd": TYPES_XSD,
    },
    "file names in another case": {"Messages.XSD": MESSAGES_XSD, "TYPES.xsd": TYPES_XSD},
    "the xml namespace imported from nowhere": {
        "messages.xsd": MESSAGES_XSD,
        "types.xsd": schema(
            TYPES,
            '<xs:import namespace="http://www.w3.org/XML/1998/namespace"/><xs:complexType name="Said">'
            '<xs:attribute ref="xml:lang"/></xs:complexType>',
        )[:-12]
        + TYPES_XSD.partition(">")[2],
    },
    "files that include each other": {
        "messages.xsd": MESSAGES_XSD,
        "types.xsd": TYPES_XSD.replace("<xs:simple", '<xs:include schemaLocation="more.xsd"/><xs:simple', 1),
        "more.xsd": schema(
            TYPES,
            '<xs:include schemaLocation="types.xsd"/><xs:complexType name="More"><xs:sequence>'
            '<xs:element name="a" type="t:Short"/></xs:sequence></xs:complexType>',
        ),
    },
    "a file that includes itself": {
        "messages.xsd": MESSAGES_XSD.replace(
            '<xs:element name="Ask"', '<xs:include schemaLocation="messages.xsd"/><xs:element name="Ask"'
        ),
        "types.xsd": TYPES_XSD,
    },
    "a definition that stands in two files": {
        "messages.xsd": MESSAGES_XSD,
        "types.xsd": TYPES_XSD,
        "types2.xsd": TYPES_XSD,
    },
    "schemas inside a WSDL": {
        "service.wsdl": '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"><types>'
        f"{MESSAGES_XSD}{TYPES_XSD}</types></definitions>"
    },
}


@pytest.mark.parametrize("files", MENDED.values(), ids=MENDED.keys())
def test_what_libxml2_refuses_is_mended(files: dict[str, str | bytes], tmp_path: Path, home: Path) -> None:
    source = tmp_path / "xsd"
    source.mkdir()
    for name, content in files.items():
        (source / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    made = import_schemas(str(source), "mended")
    assert not made.slow
    assert verdicts("mended", GOOD) == [] and verdicts("mended", BAD) == ["bad-value by mended/ews"]


def test_a_file_whose_local_elements_are_in_no_namespace_keeps_them_so(tmp_path: Path, home: Path) -> None:
    unqualified = MESSAGES_XSD.replace('elementFormDefault="qualified"', "")
    import_schemas(str(folder(tmp_path / "xsd", messages_xsd=unqualified, types_xsd=TYPES_XSD)), "plain")
    assert verdicts("plain", "<m:Ask><Name>abc</Name></m:Ask>") == []
    assert verdicts("plain", GOOD) == ["wrong-namespace by plain/ews"]


# As in the time zones of one generation: an element, then one that it can stand in for.
AMBIGUOUS = MESSAGES_XSD.replace(
    '<xs:element name="Name" type="t:Short"/>',
    '<xs:element ref="m:Nick" minOccurs="0" maxOccurs="unbounded"/>'
    '<xs:element ref="m:Name" minOccurs="0" maxOccurs="unbounded"/>',
).replace(
    '<xs:element name="AskResponse"',
    '<xs:element name="Name" type="t:Short"/>'
    '<xs:element name="Nick" type="t:Short" substitutionGroup="m:Name"/>'
    '<xs:element name="AskResponse"',
)


def test_a_content_model_that_is_not_determinist_is_judged_by_xmlschema_and_said_so(
    tmp_path: Path, home: Path
) -> None:
    made = import_schemas(str(folder(tmp_path / "xsd", messages_xsd=AMBIGUOUS, types_xsd=TYPES_XSD)), "odd")
    assert made.slow and any("slower" in note for note in made.notes)
    assert verdicts("odd", GOOD) == [] and verdicts("odd", BAD) == ["bad-value by odd/ews"]


def test_a_schema_that_fixes_its_own_version_still_takes_requests_of_older_ones(
    tmp_path: Path, home: Path
) -> None:
    types = TYPES_XSD.replace(
        "</xs:schema>",
        '<xs:element name="RequestServerVersion"><xs:complexType>'
        '<xs:attribute name="Version" fixed="Exchange2099"/></xs:complexType></xs:element></xs:schema>',
    )
    made = import_schemas(str(folder(tmp_path / "xsd", messages_xsd=MESSAGES_XSD, types_xsd=types)), "mine")
    assert any("RequestServerVersion" in note for note in made.notes)
    header = f'<t:RequestServerVersion xmlns:t="{TYPES}" Version="Exchange2010"/>'
    assert verdicts("mine", GOOD, header) == []


def test_a_second_definition_that_differs_is_left_out_and_noted(tmp_path: Path, home: Path) -> None:
    other = TYPES_XSD.replace('"3"', '"9"')
    source = folder(tmp_path / "xsd", messages_xsd=MESSAGES_XSD, types_xsd=TYPES_XSD, zz_xsd=other)
    (note,) = import_schemas(str(source), "twice").notes
    assert "Short" in note and "zz.xsd" in note


REFUSED: dict[str, tuple[dict[str, str | bytes], str]] = {
    "an empty folder": ({}, r"no \.xsd or \.wsdl files"),
    "schemas of something else": (
        {"a_xsd": schema("urn:x", "")},
        "no schemas of the Exchange messages namespace",
    ),
    "a file that is no XML": ({"a_xsd": "hello"}, r"a\.xsd: it cannot be read"),
    "a file with entities": (
        {"a_xsd": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'},
        "DTD",
    ),
    "a type that is missing": ({"messages_xsd": MESSAGES_XSD}, r"do not compile.*types\.xsd is not there"),
    "no operation": (
        {"messages_xsd": schema(MESSAGES, '<xs:element name="Ask" type="xs:string"/>')},
        "no operations",
    ),
    "a redefinition": (
        {"messages_xsd": schema(MESSAGES, '<xs:redefine schemaLocation="a.xsd"/>')},
        "xs:redefine cannot be imported",
    ),
}


@pytest.mark.parametrize(("files", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_imported_is_refused_in_words_and_leaves_nothing(
    files: dict[str, str | bytes], words: str, tmp_path: Path, home: Path
) -> None:
    with pytest.raises(InputError, match=words):
        import_schemas(str(folder(tmp_path / "xsd", **files)), "bad")
    assert not list((home / "schemas").glob("*")) if home.exists() else True


@pytest.mark.parametrize("name", ["bundled", "", "../up", "a/b", ".hidden", "white space"])
def test_a_name_that_cannot_be_used_is_refused(name: str, tmp_path: Path, home: Path) -> None:
    with pytest.raises(UsageError, match="cannot be called"):
        import_schemas(str(tmp_path), name)


def test_a_name_in_use_is_refused_unless_it_is_to_be_replaced(tmp_path: Path, home: Path) -> None:
    source = str(folder(tmp_path / "xsd", messages_xsd=MESSAGES_XSD, types_xsd=TYPES_XSD))
    import_schemas(source, "mine")
    with pytest.raises(UsageError, match="already"):
        import_schemas(source, "mine")
    assert import_schemas(source, "mine", replace=True).name == "mine"


def test_a_damaged_record_is_an_error_that_names_the_file(tmp_path: Path, home: Path) -> None:
    source = str(folder(tmp_path / "xsd", messages_xsd=MESSAGES_XSD, types_xsd=TYPES_XSD))
    record = import_schemas(source, "mine").folder / "set.json"
    record.write_text("{")
    with pytest.raises(InputError, match=re.escape(str(record))):
        schema_set("mine")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """A server that has what Exchange has beside Exchange.asmx, on this machine."""
    source = folder(tmp_path / "www" / "EWS", messages_xsd=MESSAGES_XSD, types_xsd=TYPES_XSD)
    (source / "services.wsdl").write_text(
        f'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" {XS}><types><xs:schema>'
        f'<xs:import namespace="{MESSAGES}" schemaLocation="messages.xsd"/>'
        '<xs:import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="http://www.w3.org/2001/xml.xsd"/>'
        "</xs:schema></types></definitions>"
    )
    handler = partial(_Quiet, directory=str(tmp_path / "www"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/EWS"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.mark.parametrize("tail", ["", "/", "/services.wsdl", "/messages.xsd"])
def test_a_set_is_imported_from_a_server_by_folder_or_file(tail: str, served: str, home: Path) -> None:
    made = import_schemas(served + tail, "served")
    assert made.operations(Endpoint.EWS) == ("Ask",) and made.source == served + tail
    assert verdicts("served", BAD) == ["bad-value by served/ews"]


def test_an_address_that_has_nothing_says_what_to_do(served: str, home: Path) -> None:
    with pytest.raises(InputError, match=r"404.*Download the files yourself"):
        import_schemas(served + "/nothing.xsd", "served")


def test_only_http_is_fetched(home: Path) -> None:
    for address in ("ftp://127.0.0.1/x.xsd", "file:///etc/passwd"):
        with pytest.raises(InspectorError):
            import_schemas(address, "x")


FOLDERS = ["2013sp1", "2016", "2017", "2017-as-served", "per-document"]


@pytest.mark.needs_reference
@pytest.mark.parametrize("name", FOLDERS)
def test_every_published_folder_imports_and_judges_real_traffic(
    name: str, reference: Path, home: Path
) -> None:
    made = import_schemas(str(reference / "xsd" / name), name)
    assert made.slow is (name == "2016")
    assert len(made.operations(Endpoint.EWS)) >= 70
    driver = made.driver(Endpoint.EWS)
    assert driver is not None
    judge = compiled(driver, made.slow)
    known = [each for each in traffic(reference) if payload_of(each).tag in judge.elements]
    judged = [(each, judge.valid(each.root)) for each in known]
    assert len(judged) >= 300
    assert any(valid for _, valid in judged) and not all(valid for _, valid in judged)
    if name in ("2013sp1", "2017"):  # those two libxml2 takes as they are: an import must change no verdict
        oracle = etree.XMLSchema(etree.parse(reference / "xsd" / name / "messages.xsd"))
        differ = [
            f"{payload.tag!s} was {oracle.validate(payload)}"
            for each, valid in judged
            if str((payload := payload_of(each)).tag).startswith(f"{{{MESSAGES}}}")
            and valid is not all(map(oracle.validate, (payload, *each.headers)))
        ]
        assert differ == []


def payload_of(envelope: Envelope) -> etree._Element:
    assert envelope.payload is not None
    return envelope.payload


def traffic(reference: Path) -> Iterator[Envelope]:
    for path in sorted((reference / "traffic").rglob("*")):
        if path.suffix not in (".xml", ".http"):
            continue
        content = path.read_bytes()
        if path.suffix == ".http":
            content = re.split(rb"\r?\n\r?\n", content, maxsplit=1)[-1]
        try:
            envelope = read_envelope(content.strip())
        except XmlError:
            continue
        if envelope.payload is None or envelope.namespace != SOAP_11:
            continue
        for block in envelope.headers:  # each generation knows the versions up to its own only
            if str(block.tag).endswith("}RequestServerVersion"):
                block.getparent().remove(block)
        yield Envelope(envelope.root, envelope.namespace, envelope.body)


@pytest.mark.needs_reference
def test_what_exchange_is_known_to_send_of_time_zones_is_no_error(reference: Path, home: Path) -> None:
    import_schemas(str(reference / "xsd" / "2017"), "published")
    zone = '<t:TimeZoneDefinition Id="W. Europe Standard Time"{}/>'
    answer = (
        f'<m:GetServerTimeZonesResponse xmlns:t="{TYPES}"><m:ResponseMessages>'
        '<m:GetServerTimeZonesResponseMessage ResponseClass="Success"><m:ResponseCode>{}</m:ResponseCode>'
        "<m:TimeZoneDefinitions>{}</m:TimeZoneDefinitions></m:GetServerTimeZonesResponseMessage>"
        "</m:ResponseMessages></m:GetServerTimeZonesResponse>"
    )

    def found(code: str, definition: str) -> list[str]:
        text = Headers([("Content-Type", "text/xml")])
        request = HttpRequest(url="/EWS/Exchange.asmx", body=enveloped("<m:GetServerTimeZones/>"))
        response = HttpResponse(text, enveloped(answer.format(code, definition)))
        return [each.code for each in Checker("published", select=["XSD"]).check(request, response)]

    assert found("NoError", zone.format("")) == []
    assert found("NoError", zone.format(' Unknown="1"')) == ["XSD102"]
    assert found("NoSuchCode", zone.format("")) == ["XSD005"]
