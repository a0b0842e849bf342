"""An excerpt shows the line of a finding and points at the very tag or attribute."""

from inspector.conformance.excerpt import excerpt

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TEXT = f"""<?xml version="1.0"?>
<!-- <m:B/> is not here -->
<m:A xmlns:m="{MESSAGES}">
  <m:B/><m:B
     Id="1"
     Name="x"/>
  <![CDATA[<m:B/>]]>
  <C>fish</C>
</m:A>
"""


def pointed_at(path: str, text: str = TEXT, line: int = 0) -> str:
    found = excerpt(text.encode(), path, line)
    assert found is not None
    return f"{found.line}: {found.text[found.column : found.column + found.width]}"


def test_it_points_at_the_tag_of_the_element_that_is_meant() -> None:
    assert pointed_at("/m:A/m:B[1]") == "4: m:B"
    assert excerpt(TEXT.encode(), "/m:A/m:B[2]", 0).column > excerpt(TEXT.encode(), "/m:A/m:B[1]", 0).column
    assert pointed_at("/m:A/C") == "8: C"


def test_it_points_at_an_attribute_on_its_own_line() -> None:
    assert pointed_at("/m:A/m:B[2]/@Id") == "5: Id"
    assert pointed_at("/m:A/m:B[2]/@Name") == "6: Name"


def test_where_the_path_leads_nowhere_the_line_is_shown_alone() -> None:
    assert pointed_at("/m:A/m:Z", line=8) == "8: "


def test_it_points_at_the_place_where_a_parser_gave_up() -> None:
    found = excerpt(b"<a>\n  <b>1 < 2</b>\n</a>", "", 2)
    assert found is not None and (found.line, found.text) == (2, "<b>1 < 2</b>") and found.width == 1


def test_a_line_without_end_is_cut_around_the_place() -> None:
    text = f'<m:A xmlns:m="{MESSAGES}">' + "<m:B/>" * 5000 + "<m:C/>" + "<m:B/>" * 5000 + "</m:A>"
    found = excerpt(text.encode(), "/m:A/m:C", 1)
    assert found is not None and len(found.text) < 110
    assert found.text[found.column : found.column + found.width] == "m:C"
    assert found.text.startswith("…") and found.text.endswith("…")


def test_nothing_in_it_can_steer_a_terminal() -> None:
    found = excerpt("<a>\u202e<b/></a>".encode(), "/a/b", 1)
    assert found is not None and "\u202e" not in found.text
    assert found.text[found.column :].startswith("b")


def test_secrets_are_starred_out() -> None:
    found = excerpt(b"<a><TokenValue>eyJhbGci</TokenValue><b/></a>", "/a/b", 1)
    assert found is not None and found.text == "<a><TokenValue>********</TokenValue><b/></a>"
    assert found.text[found.column : found.column + found.width] == "b"


def test_a_secret_in_broken_xml_is_starred_out_too() -> None:
    text = "<a><Password>hunter2</Password> <b>1 < 2</b></a>"
    found = excerpt(text.encode(), "", 1)
    assert found is not None and found.text == text.replace("hunter2", "*******")
    assert found.text[found.column - 1 : found.column] == "<", "where the parser gave up"


def test_other_character_encodings_are_read() -> None:
    text = '<?xml version="1.0" encoding="utf-16"?>\n<a>\n<b/></a>'
    assert excerpt(text.encode("utf-16"), "/a/b", 3).text == "<b/></a>"


def test_an_empty_or_endless_message_has_no_excerpt() -> None:
    assert excerpt(b"", "/a", 1) is None
    assert excerpt(b"<a>" + b" " * 1_000_001 + b"</a>", "/a", 1) is None
