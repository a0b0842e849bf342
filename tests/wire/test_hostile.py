"""Hostile bodies are findings, never crashes: one for each, within a second, in bounded memory.

The parser is tested through the judge, as everything that a stranger sends goes through both.
"""

import gzip
import random
import re
import resource
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from inspector.conformance.check import Checker
from inspector.wire.encoding import MAX_CONTENT
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import read_envelope
from inspector.wire.xml import MAX_MARKS, MAX_XML, XmlError, parse_xml

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
EWS = "https://mail.example.com/EWS/Exchange.asmx"


def envelope(inner: str, prolog: str = "") -> bytes:
    return (
        f'{prolog}<s:Envelope xmlns:s="{SOAP}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}"><s:Body><m:GetItem>'
        f'<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:ItemIds><t:ItemId Id="a"/>{inner}'
        "</m:ItemIds></m:GetItem></s:Body></s:Envelope>"
    ).encode()


def bomb(depth: int = 12) -> str:
    """A billion laughs: each entity is ten of the one before."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, depth))
    return f'<!DOCTYPE s [<!ENTITY l0 "ha">{entities}]>'


def wide(text: bytes) -> bytes:
    return text.decode().encode("utf-16")


# what it is: (makes the body, the finding's name)
BODIES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a document type declaration": (lambda: envelope("", "<!DOCTYPE s>"), "document-type-declaration"),
    "one in lower case": (lambda: envelope("", "<!doctype s>"), "document-type-declaration"),
    "one behind a comment": (
        lambda: envelope("", '<?xml version="1.0"?><!-- - --><?p ?>\n<!DOCTYPE s>'),
        "document-type-declaration",
    ),
    "one behind ten megabytes of white space": (
        lambda: b" " * 10_000_000 + envelope("", "<!DOCTYPE s>"),
        "document-type-declaration",
    ),
    "one in UTF-16": (lambda: wide(envelope("", "<!DOCTYPE s>")), "document-type-declaration"),
    "one in UTF-7": (
        lambda: b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a [<!ENTITY x "y">]><a b="&x;"/>',
        "document-type-declaration",
    ),
    "an entity bomb": (lambda: envelope("&l11;", bomb()), "document-type-declaration"),
    "an entity bomb in UTF-16": (lambda: wide(envelope("&l11;", bomb())), "document-type-declaration"),
    "a parameter entity": (
        lambda: envelope("", '<!DOCTYPE s [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]>'),
        "document-type-declaration",
    ),
    "an external entity": (
        lambda: envelope("&x;", '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "document-type-declaration",
    ),
    "an external DTD": (
        lambda: envelope("", '<!DOCTYPE s SYSTEM "http://127.0.0.1:9/s.dtd">'),
        "document-type-declaration",
    ),
    "an entity that nobody defined": (lambda: envelope("&nbsp;"), "not-well-formed"),
    "10,000 nested elements": (lambda: envelope("<a>" * 10_000 + "</a>" * 10_000), "nested-too-deep"),
    "10,000 nested elements in twelve megabytes": (
        lambda: envelope("<a>" * 10_000 + "x" * 12_000_000 + "</a>" * 10_000),
        "nested-too-deep",
    ),
    "a million start tags": (lambda: envelope("<a>" * 1_000_000), "nested-too-deep"),
    "too large": (lambda: b"<a>" + b" " * MAX_XML + b"</a>", "too-large"),
    "four million elements": (lambda: b"<a>" + b"<b/>" * 4_000_000 + b"</a>", "too-large"),
    "six million attributes": (
        lambda: b"<a>" + (b"<b " + b" ".join(b"c%d=''" % n for n in range(1000)) + b"/>") * 6_000 + b"</a>",
        "too-large",
    ),
    "bytes that are no UTF-8": (
        lambda: envelope("\xff").replace("\xff".encode(), b"\xff"),
        "wrong-character-encoding",
    ),
    "half a UTF-16 character": (lambda: wide(envelope(""))[:-1], "not-well-formed"),
    "an encoding that is none": (
        lambda: envelope("", '<?xml version="1.0" encoding="klingon"?>'),
        "wrong-character-encoding",
    ),
    "UTF-16 in name only": (
        lambda: envelope("", '<?xml version="1.0" encoding="utf-16"?>'),
        "wrong-character-encoding",
    ),
    "zeros": (lambda: b"\0" * 100_000, "not-well-formed"),
    "a name of a megabyte": (lambda: envelope(f"<{'a' * 1_000_000}/>"), "not-well-formed"),
    "a prolog that never ends": (lambda: b"<?xml version='1.0'?>" + b"<!--" * 1_000_000, "not-well-formed"),
    "processing instructions that never end": (lambda: b"<?" * 2_000_000, "not-well-formed"),
    "an attribute twice": (lambda: envelope('<a b="1" b="2"/>'), "not-well-formed"),
    "a control character": (lambda: envelope("&#1;"), "not-well-formed"),
}


@contextmanager
def bounded(seconds: float = 1.0, megabytes: int = 600) -> Iterator[None]:
    """Holds processor time, and how far the peak of the process's memory rises, within bounds."""
    before, started = peak_memory(), time.process_time()
    yield
    took, risen = time.process_time() - started, peak_memory() - before
    assert took < seconds and risen < megabytes * 1024 * 1024, f"{took:.2f} s, {risen:,} bytes"


def peak_memory() -> int:
    """In bytes; the kernel counts in kilobytes, except on a Mac."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def wire_findings(body: bytes, **fields: str) -> list[str]:
    headers = Headers([("Content-Type", "text/xml"), *((k.replace("_", "-"), v) for k, v in fields.items())])
    findings = Checker(select=["WIRE"]).check(HttpRequest(url=EWS, headers=headers, body=body), None)
    return [finding.name for finding in findings]


@pytest.mark.parametrize(("make", "name"), BODIES.values(), ids=BODIES.keys())
def test_a_hostile_body_is_one_finding_within_a_second(make: Callable[[], bytes], name: str) -> None:
    body = make()
    with bounded():
        assert wire_findings(body) == [name]


@pytest.mark.parametrize(("make", "name"), BODIES.values(), ids=BODIES.keys())
def test_a_hostile_answer_blames_the_server(make: Callable[[], bytes], name: str) -> None:
    answer = HttpResponse(headers=Headers([("Content-Type", "text/xml")]), body=make())
    asked = HttpRequest(url=EWS, headers=Headers([("Content-Type", "text/xml")]), body=envelope(""))
    findings = Checker(select=["WIRE"]).check(asked, answer)
    assert [(finding.name, finding.direction.value) for finding in findings] == [(name, "response")]


@pytest.mark.parametrize("size", [1_000_000, 12_000_000])
def test_a_megabyte_attribute_is_one_finding_and_the_message_is_judged_all_the_same(size: int) -> None:
    body = envelope(f'<t:ItemId Id="b" Foo="{"x" * size}"/>')
    with bounded():
        assert wire_findings(body) == ["attribute-too-long"]
    assert wire_findings(envelope(f'<t:ItemId Id="b" Foo="{"x" * 999_000}"/>')) == []
    checker = Checker(select=["XSD"])
    checker.check(
        HttpRequest(url=EWS, body=envelope("<m:x/>")), None
    )  # what compiles the schemas once a process
    with bounded():
        findings = checker.check(HttpRequest(url=EWS, body=body), None)
    assert [finding.name for finding in findings] == ["unknown-attribute"]
    assert all(len(finding.message) < 1000 for finding in findings)


def test_a_tree_at_the_limit_of_marks_is_read_in_bounded_memory() -> None:
    body = b"<a>" + b"<b/>" * (MAX_MARKS - 2) + b"</a>"
    with bounded(seconds=10):
        assert wire_findings(body) == ["not-soap"]


@pytest.mark.parametrize("flaws", [9_000, 150_000, 250_000])
def test_a_message_that_is_nothing_but_flaws_is_judged_in_bounded_time(flaws: int) -> None:
    body = envelope("<t:ItemId/>" * flaws)
    checker = Checker()
    checker.check(
        HttpRequest(url=EWS, body=envelope("<m:x/>")), None
    )  # what compiles the schemas once a process
    with bounded(seconds=5):
        findings = checker.check(HttpRequest(url=EWS, body=body), None)
    assert 0 < len(findings) < 100


def test_a_content_encoding_that_grows_without_end_is_one_finding() -> None:
    zeros = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b"\0" * 1_000_000
    packed = b"".join(zeros.compress(block) for _ in range(MAX_CONTENT // len(block) + 2)) + zeros.flush()
    assert wire_findings(packed, Content_Encoding="gzip") == ["broken-content-encoding"]


def test_a_content_encoding_that_is_cut_or_none_is_one_finding() -> None:
    packed = gzip.compress(envelope(""))
    for body, encoding in ((packed[:-5], "gzip"), (b"hello", "gzip"), (packed, "deflate"), (b"x", "exi")):
        assert wire_findings(body, Content_Encoding=encoding) == ["broken-content-encoding"]


def test_nothing_outside_the_body_is_ever_read(tmp_path: object) -> None:
    body = envelope(
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/hostname" parse="text"/>'
    )
    root = parse_xml(body)
    assert "".join(root.itertext()) == "IdOnly"
    located = body.replace(
        b"<m:GetItem>",
        b'<m:GetItem xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        b'xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd">',
    )
    with bounded():
        assert wire_findings(located) == []


SEED_BODIES = [
    envelope(""),
    envelope("<t:ItemId Id='b'/>", '<?xml version="1.0" encoding="utf-8"?>'),
    wide(envelope("")),
    f'<s:Envelope xmlns:s="{SOAP}"><s:Body><s:Fault><faultcode>s:Client</faultcode>'
    "<faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>".encode(),
    bomb().encode(),
]
SPLICES = [
    b"<",
    b">",
    b"&",
    b"<!--",
    b"]]>",
    b"<![CDATA[",
    b"<!DOCTYPE",
    b"\0",
    b"\xff\xfe",
    b"</",
    b"xmlns=''",
    b"&#0;",
]


def random_bytes(chance: random.Random) -> bytes:
    """Noise, or a message with noise in it: what a fuzzer would send."""
    if chance.random() < 0.2:
        return chance.randbytes(chance.randrange(200))
    body = bytearray(chance.choice(SEED_BODIES))
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(body) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            body[at : at + chance.randrange(20)] = b""
        elif kind == 1:
            body[at:at] = chance.choice(SPLICES)
        elif kind == 2:
            body[at : at + 1] = bytes([chance.randrange(256)])
        else:
            begin = chance.randrange(len(body) + 1)
            body[at:at] = body[begin : begin + chance.randrange(60)]
    return bytes(body)


NAMES = [
    "m:GetItem",
    "m:ItemIds",
    "t:ItemId",
    "t:Message",
    "m:PlayOnPhone",
    "s:Fault",
    "s:Body",
    "s:Header",
    "x",
    "m:x",
]
ATTRIBUTES = [
    'Id="a"',
    'Id=""',
    "xsi:nil='true'",
    "xsi:type='t:MessageType'",
    "xsi:type='q:Nothing'",
    "ResponseClass='x'",
]


def random_tree(chance: random.Random, depth: int = 0) -> str:
    """A well-formed message of known names in places where they need not make sense."""
    name = chance.choice(NAMES)
    attributes = " ".join(
        {(each := chance.choice(ATTRIBUTES)).partition("=")[0]: each for _ in range(2)}.values()
    )
    if depth > 5 or chance.random() < 0.3:
        return f"<{name} {attributes}>{chance.choice(['', 'text', '  ', '-1'])}</{name}>"
    inner = "".join(random_tree(chance, depth + 1) for _ in range(chance.randrange(4)))
    return f"<{name} {attributes}>{inner}</{name}>"


def whole(tree: str) -> bytes:
    return (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><s:Header/><s:Body>{tree}</s:Body></s:Envelope>'
    ).encode()


PARTS = 4
BYTES, TREES = 92_000 // PARTS, 8_000 // PARTS


@pytest.mark.parametrize("part", range(PARTS))
def test_no_random_bytes_crash_the_parser_or_the_judge(part: int, capsys: pytest.CaptureFixture[str]) -> None:
    chance, checker, refused = random.Random(part), Checker(select=["WIRE"]), 0
    started = time.perf_counter()
    for _ in range(BYTES):
        body = random_bytes(chance)
        try:
            read_envelope(body)
        except XmlError as problem:
            refused += 1
            assert re.fullmatch(r"[a-z-]+", problem.problem.reason) and problem.what
            continue
        checker.check(HttpRequest(url=EWS, body=body), None)
    assert 0 < refused < BYTES
    with capsys.disabled():
        print(f"\n{BYTES:,} random bodies in {time.perf_counter() - started:.1f} s, {refused:,} refused")


@pytest.mark.parametrize("part", range(PARTS))
def test_no_random_tree_crashes_the_judge(part: int, capsys: pytest.CaptureFixture[str]) -> None:
    chance, checker, found = random.Random(part), Checker(), 0
    started = time.perf_counter()
    for _ in range(TREES):
        asked = HttpRequest(url=EWS, body=whole(random_tree(chance)))
        answer = HttpResponse(
            headers=Headers([("Content-Type", "text/xml")]), body=whole(random_tree(chance))
        )
        found += bool(checker.check(asked, answer))
    assert found
    took = time.perf_counter() - started
    with capsys.disabled():
        print(f"\n{TREES:,} exchanges of random trees in {took:.1f} s, {found:,} with findings")
