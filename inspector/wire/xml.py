"""The one XML parser of the project: no DTD, no entities but the five, no network, bounded depth and size."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from inspector.errors import InputError
from inspector.wire.xml_problems import bytes_in_words, flaw_in_words

MAX_XML = 64 * 1024 * 1024
"""The largest XML body that is parsed, in bytes."""
MAX_MARKS = 3_000_000
"""The most tags and attributes that a large body may have: a tree takes far more memory than its text."""
MAX_DEPTH = 256
"""The deepest nesting of elements that is accepted."""

_FED_BELOW = 4096  # bytes; a longer document is read faster as a whole
_COUNTED_FROM = 4 * 1024 * 1024  # bytes; a smaller body cannot have many more marks
_PLAIN_LIMIT = 10_000_000  # libxml2 refuses text nodes beyond this unless it is told to be generous
# How nearly every message begins: in UTF-8, and at once with its root element. Such a document has no DTD.
_PLAIN_START = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml\s{1,9}version=["']1\.0["'](?:\s{1,9}encoding=["'](?i:utf-8)["'])?"""
    rb"""(?:\s{1,9}standalone=["'](?:yes|no)["'])?\s{0,9}\?>)?\s{0,64}<[A-Za-z_]"""
)
_PROLOG = re.compile(
    rb"\A(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL
)  # possessive: a hostile prolog cannot make it backtrack
_HTML = re.compile(rb"\s{0,64}<html[\s>]", re.I)
_PACKED = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x78\x01", "deflate"),
    (b"\x78\x9c", "deflate"),
    (b"\x78\xda", "deflate"),
    (b"PK\x03\x04", "a ZIP archive"),
)
_HTML_DOCTYPE = re.compile(rb"<!DOCTYPE\s{1,64}html[\s>]", re.I)
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<", b"\x00\x00")
_DECLARED_WIDE = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s{0,9}=\s{0,9}["'](utf|ucs)-?(16|32|2|4)""", re.I)
_LONGEST_WORDS = 400
_UNKNOWN_ENCODINGS = (etree.ErrorTypes.ERR_UNKNOWN_ENCODING, etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING)
_CHARSET_ERRORS = (etree.ErrorTypes.ERR_INVALID_ENCODING, etree.ErrorTypes.I18N_CONV_FAILED)


def _parser(*, huge: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        collect_ids=False,
        huge_tree=huge,
    )


_PARSER = _parser(huge=False)


class _Fed(threading.local):
    """A parser of each thread that is fed: it keeps more from one document to the next. Short ones gain."""

    def __init__(self) -> None:
        self.parser: etree.XMLParser | None = None


_FED = _Fed()


@dataclass(frozen=True)
class XmlProblem:
    """Why a body was refused: a stable reason, and where.

    Args:
        reason: ``empty``, ``not-xml``, ``malformed``, ``charset`` (the bytes are not text in the encoding
            that they declare), ``prefix`` (a prefix is bound to no namespace), ``dtd``, ``too-deep`` or
            ``too-large``; from other readers of bodies also ``not-soap``, ``encoding`` and
            ``binary-form``.
        line: counted from 1; 0 if it has none.
        column: counted from 1; 0 if it has none.
    """

    reason: str
    line: int = 0
    column: int = 0


class XmlError(InputError):
    """A body that is not XML, or XML that this project refuses to read.

    Attributes:
        problem: the reason and the place, for programs.
    """

    def __init__(self, what: str, problem: XmlProblem) -> None:
        where = f"line {problem.line}, column {problem.column}" if problem.line else ""
        super().__init__(what, where)
        self.problem = problem


def parse_xml(content: bytes, *, plain: bool = False) -> etree._Element:
    """Parses an XML document that nobody vouches for.

    Args:
        content: the whole document, without content-encoding.
        plain: whether it is known that it :func:`begins_plainly`.

    Returns:
        Its root element.

    Raises:
        XmlError: it is empty, not well-formed, has a DTD, or is too deep or too large.
    """
    plain = plain or begins_plainly(content)
    if plain and len(content) < _FED_BELOW:
        fed, _FED.parser = _FED.parser or _parser(huge=False), None  # one that fails is not fed again
        try:
            fed.feed(content)
            root = fed.close()
        except (etree.XMLSyntaxError, LookupError, ValueError):
            root = None  # and read as a whole it tells why
        if root is not None:
            _FED.parser = fed
            return root
    if plain and len(content) < _COUNTED_FROM:  # which is nearly always
        try:
            return etree.fromstring(content, _PARSER)
        except (etree.XMLSyntaxError, LookupError, ValueError) as problem:
            raise _explained(problem, content) from None
    if len(content) > MAX_XML:
        raise XmlError(f"the body has {len(content):,} bytes, more than {MAX_XML:,}", XmlProblem("too-large"))
    if len(content) > _COUNTED_FROM and (marks := content.count(b"<") + content.count(b"=")) > MAX_MARKS:
        raise XmlError(
            f"the body has some {marks:,} tags and attributes, more than {MAX_MARKS:,}",
            XmlProblem("too-large"),
        )
    if not content or content.isspace():
        raise XmlError("the body is empty", XmlProblem("empty"))
    if not plain:
        _refuse_dtd(content)
    parser = _PARSER if len(content) < _PLAIN_LIMIT else _parser(huge=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, LookupError, ValueError) as problem:
        raise _explained(problem, content) from None
    if parser is not _PARSER and _deeper_than(root, MAX_DEPTH):
        raise XmlError(f"elements are nested deeper than {MAX_DEPTH}", XmlProblem("too-deep"))
    if not plain and root.getroottree().docinfo.internalDTD is not None:  # such as one written in UTF-7
        raise XmlError("the document has a DTD, which SOAP forbids", XmlProblem("dtd", 1, 1))
    return root


def begins_plainly(content: bytes) -> bool:
    """Whether a document is in UTF-8, and begins at once with its root element: it has no DTD then."""
    return _starts_plainly(content[:64]) or _PLAIN_START.match(content) is not None


@lru_cache(256)  # programs begin all their messages alike
def _starts_plainly(start: bytes) -> bool:
    return _PLAIN_START.match(start) is not None


def _refuse_dtd(content: bytes) -> None:
    """Refuses a document type declaration before the parser sees it, so that no entity is ever defined."""
    if content.startswith(_WIDE_MARKS):
        # UTF-16 and UTF-32: every second byte or more is NUL, what remains reads as ASCII.
        head = content.replace(b"\x00", b"").lstrip(b"\xff\xfe")
    else:
        head = content.removeprefix(b"\xef\xbb\xbf")
    prolog = _PROLOG.match(head)
    at = prolog.end() if prolog else 0
    if head[at : at + 9].upper() == b"<!DOCTYPE":
        line = head.count(b"\n", 0, at) + 1
        if _HTML_DOCTYPE.match(head, at):
            raise XmlError("the body is an HTML page, not XML", XmlProblem("not-xml", line, 1))
        raise XmlError("the document has a DTD, which SOAP forbids", XmlProblem("dtd", line, 1))


def _explained(problem: Exception, content: bytes) -> XmlError:
    if not isinstance(problem, etree.XMLSyntaxError):
        return XmlError("the encoding that it declares is not known", XmlProblem("charset", 1, 1))
    code, (line, column), text = _worst(problem)
    if "Excessive depth" in text:
        return XmlError(f"elements are nested deeper than {MAX_DEPTH}", XmlProblem("too-deep", line, column))
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", *_WIDE_MARKS)):
        packed = next((name for mark, name in _PACKED if content.startswith(mark)), None)
        what = f"the body is {packed}, and no Content-Encoding says so" if packed else "the body is not XML"
        return XmlError(what, XmlProblem("not-xml", line, column))
    if _HTML.match(content):
        return XmlError("the body is an HTML page, not XML", XmlProblem("not-xml", line, column))
    line, column = max(line, 1), max(column, 1)
    if code in _UNKNOWN_ENCODINGS:
        return XmlError("the encoding that it declares is not known", XmlProblem("charset", line, column))
    if code in _CHARSET_ERRORS:
        return XmlError(
            f"not text in the encoding that it declares, or UTF-8: {bytes_in_words(content)}",
            XmlProblem("charset", line, column),
        )
    if _DECLARED_WIDE.match(content):
        return XmlError(
            "the body declares UTF-16 or UTF-32 but is written in single bytes", XmlProblem("charset", 1, 1)
        )
    reason = "prefix" if code == etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE else "malformed"
    words = flaw_in_words(code, text, content, line, column)
    if len(words) > _LONGEST_WORDS:  # a name can be as long as the body
        words = f"{words[: _LONGEST_WORDS - 1]}\u2026"
    return XmlError(f"not well-formed: {words}", XmlProblem(reason, line, column))


def _worst(problem: etree.XMLSyntaxError) -> tuple[int, tuple[int, int], str]:
    """Returns code, place and text of the first error; a prefix that is not bound yields to a graver one."""
    first = (problem.msg or "the document is not well-formed").partition(", line ")[0].strip()
    if problem.code == etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE:
        graver = None
        for entry in reversed(list(problem.error_log)):  # it still holds those of documents before this one
            if entry.type == problem.code and (entry.line, entry.column) == problem.position:
                break
            if entry.domain != etree.ErrorDomains.NAMESPACE:
                graver = entry
        if graver is not None:
            return graver.type, (graver.line, graver.column), graver.message.strip()
    return problem.code, problem.position, first


def _deeper_than(root: etree._Element, limit: int) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limit:
            return True
    return False
