"""A request as a text that can be edited, and the request that an edited text is. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from lxml import etree

from inspector.conformance.finding import Finding
from inspector.errors import UsageError
from inspector.protocols.message import Message, request_message
from inspector.protocols.registry import identify
from inspector.wire.binary_xml import BinaryForm, form_of, readable
from inspector.wire.element_paths import resolve
from inspector.wire.encoding import EncodingError, charset_of
from inspector.wire.http import Headers, HttpRequest
from inspector.wire.xml import XmlError, parse_xml

MAX_EDITED = 1024 * 1024
"""The largest body that is edited, in bytes."""
# What is made when it is sent, and would be wrong once something is changed.
_MADE = ("content-length", "content-encoding", "transfer-encoding", "host", "connection")
_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}):[ \t]*(.*)")  # RFC 9110 section 5.1
_DECLARATION = re.compile(r"\s{0,100}(<\?xml\s[^<>]{1,200}\?>)")
_METHOD = re.compile(r"([A-Z]{1,20}) +(/\S*)")


@dataclass(frozen=True)
class Mark:
    """A finding at its line of the text.

    Args:
        row: the line, from 0; the first one for the message as a whole.
        finding: the finding.
    """

    row: int
    finding: Finding


def written(request: HttpRequest) -> str:
    """Writes a request as a text: method and target, header fields, an empty line, the body, indented.

    A binary body is written as the XML that it stands for. Fields that are made when a request is sent are
    left out.

    Args:
        request: the request.

    Raises:
        UsageError: its body is no text, or too large to be edited.
    """
    fields = [f"{name}: {value}" for name, value in request.headers.without(*_MADE)]
    return "\n".join((f"{request.method} {request.target}", *fields, "", _body_text(request)))


def _body_text(request: HttpRequest) -> str:
    try:
        content = request.content
    except EncodingError as problem:
        raise UsageError(f"this body cannot be edited ({problem.what})") from None
    if len(content) > MAX_EDITED:
        raise UsageError(
            f"a body of {len(content):,} bytes is too large to be edited here",
            fix="e writes it to a file, and a program that sends it.",
        )
    form = form_of(request)
    if form is not None:
        shown = readable(request)
        if shown is None:
            raise UsageError(f"this body is no {form.name} that can be read")
        return shown
    try:
        text = content.decode(charset_of(content, request.header("content-type")))
    except UnicodeDecodeError:
        raise UsageError("this body is no text", fix="x shows it as it stands.") from None
    return _indented(content, text)


def _indented(content: bytes, text: str) -> str:
    """The text, with its XML indented where that changes nothing that it says."""
    if not content.lstrip().startswith(b"<"):
        return text
    try:
        root = parse_xml(content)
    except XmlError:
        return text
    declared = _DECLARATION.match(text)
    etree.indent(root, "  ")
    head = declared[1] + "\n" if declared else ""
    return head + etree.tostring(root, encoding="unicode") + "\n"


def read_back(text: str, recorded: HttpRequest) -> tuple[HttpRequest, int]:
    """Reads an edited text.

    Args:
        text: the text, as :func:`written` writes it.
        recorded: the request that it was made of: it knows the host, and how the body is encoded.

    Returns:
        The request, and the line at which its body begins, from 0.

    Raises:
        UsageError: the first line or a header field is none, or what should be XML for a binary body is none.
    """
    lines = text.split("\n")
    start = _METHOD.fullmatch(lines[0].strip())
    if start is None:
        raise UsageError("the first line is no request", "line 1", "Such as: POST /EWS/Exchange.asmx")
    end = next((at for at, line in enumerate(lines) if at and not line.strip()), len(lines))
    fields = []
    for at, line in enumerate(lines[1:end], 2):
        found = _FIELD.fullmatch(line.rstrip("\r"))
        if found is None or not found[2].isprintable():
            raise UsageError("this is no header field", f"line {at}", "Name: value; then an empty line.")
        fields.append((found[1], found[2].strip()))
    url = _origin(recorded) + start[2]
    asked = replace(recorded, method=start[1], url=url, headers=Headers(fields), body=b"")
    body = _body(asked, "\n".join(lines[end + 1 :]), form_of(recorded))
    return replace(asked, body=body), end + 1


def _origin(request: HttpRequest) -> str:
    scheme, found, rest = request.url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}" if found else ""


def _body(request: HttpRequest, text: str, form: BinaryForm | None) -> bytes:
    if not text.strip():
        return b""
    charset = charset_of(text[:1024].encode("ascii", "replace"), request.header("content-type"))
    try:
        content = text.encode(charset)
    except (UnicodeEncodeError, LookupError):
        content = text.encode()
    if form is None:
        return content
    try:
        return form.write(parse_xml(text.encode()))
    except XmlError as problem:
        raise UsageError(f"the body cannot be written as {form.name} ({problem})") from None


def marks_of(judge: Callable[[Message], tuple[Finding, ...]], text: str, recorded: HttpRequest) -> list[Mark]:
    """Judges an edited text as a recorded request is judged, and returns its findings with their lines.

    Args:
        judge: judges a message.
        text: the text.
        recorded: the request that it was made of.

    Raises:
        UsageError: as :func:`read_back`.
    """
    request, begin = read_back(text, recorded)
    findings = judge(request_message(request, identify(request)))
    last = text.count("\n")
    tree = _tree(text, begin) if form_of(request) else None
    marks = []
    for finding in findings:
        row = begin + finding.line - 1 if finding.line else 0
        if tree is not None and finding.path:
            element, _ = resolve(tree, finding.path)
            row = begin + int(element.sourceline or 1) - 1 if element is not None else 0
        marks.append(Mark(min(row, last), finding))
    return sorted(marks, key=lambda mark: mark.row)


def _tree(text: str, begin: int) -> etree._Element | None:
    try:
        return parse_xml("\n".join(text.split("\n")[begin:]).encode())
    except XmlError:
        return None
