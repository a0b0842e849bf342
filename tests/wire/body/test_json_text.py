"""JSON, whole and broken: strings, numbers, keys that are no names."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.wire.body import open_body

_VALUES = st.recursive(
    st.text(max_size=8)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


def strings_in(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in strings_in(each)]
    if isinstance(value, list):
        return [text for each in value for text in strings_in(each)]
    return [value] if isinstance(value, str) and value and not value.isspace() else []


@given(_VALUES, st.booleans())
def test_every_string_of_any_json_is_a_value_and_can_be_replaced(value: object, ascii_only: bool) -> None:
    content = json.dumps(["x", value], ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    body = open_body(content, "application/json", is_leaf=lambda value: True)
    assert body.write() is content
    strings = strings_in(["x", value])
    seen = {id(each): each for each in body.values if each.name != "#key"}
    texts = [each.text for each in seen.values()]
    assert all(text in texts for text in strings if text.isprintable())
    for each in body.values:
        if each.name != "#key":
            each.put([(len(each.text), len(each.text), 'ü"\\')])
    again = strings_in(json.loads(body.write()))
    assert again[0] == 'xü"\\'
    assert all(text.endswith('ü"\\') for text in again)


def test_paths_and_names_are_those_of_the_document() -> None:
    values = open_body(
        b'{"user": {"mails": ["a@b.example", {"name": "Anna"}]}, "n": 5}', "application/json"
    ).values
    assert [(value.path, value.name, value.parent) for value in values] == [
        ("user/mails/0", "mails", "user"),
        ("user/mails/1/name", "name", "mails"),
        ("n", "n", ""),
    ]


def test_a_key_that_is_no_name_is_a_value() -> None:
    body = open_body(b'{"anna@b.example": 1, "@odata.type": 2, "value@odata.count": 3}', "application/json")
    assert [value.text for value in body.values if value.name == "#key"] == ["anna@b.example"]
    body.values[0].put([(0, 4, "u1")])
    assert body.write().startswith(b'{"u1@b.example": 1,')


def test_a_number_that_becomes_none_is_written_as_a_string() -> None:
    body = open_body(b'{"tel": 12065550123}', "application/json")
    body.values[0].put([(0, 1, "+1")])
    assert body.write() == b'{"tel": "+12065550123"}'


def test_escapes_that_were_not_edited_stay() -> None:
    body = open_body(b'{"a": "\\u00e4b\\/c \\ud83d\\ude00"}', "application/json")
    (value,) = body.values
    assert value.text == "äb/c \U0001f600"
    value.put([(1, 2, "ö")])
    assert body.write() == b'{"a": "\\u00e4\\u00f6\\/c \\ud83d\\ude00"}'


@pytest.mark.parametrize(
    "content",
    [
        b'{"a": "Anna',
        b'{"a": "Anna\\',
        b'{"a": Anna, "b"',
        b'["Anna"',
        b'{"a": "Anna"}}}]',
        b'{"a":"Anna" "b',
    ],
)
def test_broken_json_hides_nothing(content: bytes) -> None:
    body = open_body(content, "application/json")
    assert any("Anna" in value.text for value in body.values)
    assert body.write() is content


def test_a_text_that_begins_with_a_bracket_is_a_text() -> None:
    (value,) = open_body(b"[1] Anna Meier, see below", "text/plain").values
    assert value.text == "[1] Anna Meier, see below"
