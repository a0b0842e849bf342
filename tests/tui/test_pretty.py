"""XML as lines: what is shown, and that nothing of it is believed."""

from __future__ import annotations

from inspector.tui.pretty import LONG_TEXT, MAX_LINES, XmlLine, pretty
from inspector.wire.xml import parse_xml

M = "http://schemas.microsoft.com/exchange/services/2006/messages"
T = "http://schemas.microsoft.com/exchange/services/2006/types"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MESSAGE = (
    f'<s:Envelope xmlns:s="{SOAP}" xmlns:m="{M}">\n<s:Body>'
    f'<m:GetItem Traversal="Deep"><m:Id xmlns="urn:odd">A</m:Id><m:Id>B</m:Id><m:Empty/></m:GetItem>'
    "</s:Body></s:Envelope>"
)


def shown(lines: list[XmlLine]) -> list[str]:
    return ["".join(text for text, _ in line.pieces) for line in lines]


def test_elements_are_indented_and_the_usual_namespaces_only_counted() -> None:
    assert shown(pretty(parse_xml(MESSAGE.encode()))) == [
        "<s:Envelope …2 namespaces>",
        "  <s:Body>",
        '    <m:GetItem Traversal="Deep">',
        '      <m:Id xmlns="urn:odd">A</m:Id>',
        "      <m:Id>B</m:Id>",
        "      <m:Empty/>",
        "    </m:GetItem>",
        "  </s:Body>",
        "</s:Envelope>",
    ]


def test_a_line_knows_where_it_folds_to_and_its_line_in_the_source() -> None:
    lines = pretty(parse_xml(MESSAGE.encode()))
    assert [(line.end, line.source) for line in lines[:4]] == [(8, 1), (7, 2), (6, 2), (3, 2)]


def test_a_long_text_is_cut_and_kept_whole_beside() -> None:
    line = pretty(parse_xml(f"<a>{'x' * 5000}</a>".encode()))[0]
    assert line.value == "x" * 5000
    assert f"{'x' * LONG_TEXT}… 5,000 characters" in shown([line])[0]


def test_comments_instructions_and_mixed_text_are_shown() -> None:
    assert shown(pretty(parse_xml(b"<a>one<!--two--><?three x?><b/>four</a>"))) == [
        "<a>", "  one", "  <!--two-->", "  <?three x?>", "  <b/>", "  four", "</a>",
    ]  # fmt: skip


def test_what_could_steer_a_terminal_is_written_out() -> None:
    line = shown(pretty(parse_xml("<a b='\u202e'>\x85 \u2066[bold]</a>".encode())))[0]
    assert line == '<a b="<U+202E>"><U+0085> <U+2066>[bold]</a>'


def test_a_document_of_very_many_elements_stops_with_a_note() -> None:
    lines = pretty(parse_xml(b"<a>" + b"<b/>" * (MAX_LINES + 500) + b"</a>"))
    assert len(lines) <= MAX_LINES + 2
    assert any("more lines" in text for text in shown(lines[-2:]))
