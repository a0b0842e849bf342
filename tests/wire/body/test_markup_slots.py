"""A text written as one that came before is read by its slots: the same values, in the same places."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.wire.body import open_body
from inspector.wire.body.lexer import SPLIT
from inspector.wire.body.markup import Markup
from inspector.wire.body.markup_reader import Reader
from inspector.wire.body.markup_slots import filled
from inspector.wire.body.model import Bounds, Place
from inspector.wire.body.opening import Opening

NAMES = st.sampled_from(["t:Item", "m:Items", "Name", "Value", "s:Body"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12) | st.sampled_from(
    ["", " ", "\n  ", "a & b", "<b>x</b>", "Anna Berg", "AAMkAGI2TGuLAAA="]
)
ATTRIBUTES = st.lists(
    st.sampled_from(["Id", "x:Key", "ChangeKey", "xmlns", "xmlns:t"]), unique=True, max_size=3
)


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> tuple[object, ...]:
    children = draw(st.lists(trees(depth - 1), max_size=3)) if depth else []
    return (draw(NAMES), tuple(draw(ATTRIBUTES)), tuple(children))


def written(tree: tuple[object, ...], draw: st.DataObject) -> str:
    name, attributes, children = tree
    assert isinstance(attributes, tuple) and isinstance(children, tuple)
    told = "".join(
        f' {own}="{"urn:" + own if own.startswith("xmlns") else escape(draw.draw(TEXTS))}"'
        for own in attributes
    )
    inner = "".join(written(child, draw) + escape(draw.draw(TEXTS)) for child in children)
    return f"<{name}{told}>{escape(draw.draw(TEXTS))}{inner}</{name}>"


def read(text: str) -> Markup:
    opened = Opening(Bounds(), lambda value: True)._markup(text, Place(), html=False)
    assert isinstance(opened, Markup)
    return opened


def read_anew(text: str) -> list[tuple[object, ...]]:
    """What the reader alone says, which keeps nothing of a text before."""
    layer = Markup(text, Place(), Opening(Bounds(), lambda value: True), html=False)
    pieces = SPLIT.split(text)
    return [facts(value) for value in Reader(html=False).read(pieces, layer)]


def facts(value: object) -> tuple[object, ...]:
    asked = ("text", "layer", "key", "namespace", "name", "parent", "attribute", "path", "before")
    return (*(getattr(value, name) for name in asked), dict(value.attributes), value.holder.span_of(value))  # type: ignore[attr-defined]


@given(trees(), st.data())
def test_values_in_known_slots_are_those_that_the_reader_finds(
    tree: tuple[object, ...], data: st.DataObject
) -> None:
    for _ in range(6):
        text = "\ufeff"[: data.draw(st.integers(0, 1))] + written(tree, data)
        opened = read(text)
        assert [facts(value) for value in opened.values] == read_anew(text)


@pytest.mark.parametrize(
    "text",
    [
        "<a><![CDATA[x]]>{}</a>",
        "<a>{}<!-- {} --></a>",
        "<a>{}<?pi {}?>x</a>",
        '<?xml version="1.0"?><a b="{}">{}</a>',
        ' <?xml version="1.0"?>{}<a b="{}">{}</a>',
        '{}<?xml version="1.0"?>{}<a/>',
        "{}<a>{}</b>{}</a>{}",
        "<a {} b='{}'>{}<a>{}</a></a>",
    ],
)
def test_what_is_more_than_elements_is_read_as_ever(text: str) -> None:
    for word in ("one", "two", "three", "four", "", " ", "five"):
        whole = text.replace("{}", word)
        opened = read(whole)
        assert [facts(value) for value in opened.values] == read_anew(whole)


def test_a_value_in_a_known_slot_has_the_attributes_of_its_own_text() -> None:
    told = '<Entries><Field Tag="{0}"/><Entry Key="{0}">{0}</Entry></Entries>'
    for word in ("first", "second", "third", "fourth", "fifth"):
        opened = open_body(told.format(word).encode(), "text/xml")
        entry = opened.values[-1]
        assert (entry.text, dict(entry.attributes), entry.before) == (
            word,
            {"Key": word},
            ("Field", {"Tag": word}),
        )
        entry.put([(0, len(word), "new")])
        opened.values[0].put([(0, len(word), "x")])
        assert (
            opened.write().decode() == f'<Entries><Field Tag="x"/><Entry Key="{word}">new</Entry></Entries>'
        )


@pytest.mark.parametrize("word", ["four", "a > b", "it's", "&amp;", "", " ", "x/", "na\u00efve"])
def test_a_text_is_read_by_its_template_whatever_stands_in_its_slots(word: str) -> None:
    told = "<Rows><Row Key=\"{0}\" Other='{1}'><Cell>{0}</Cell><Cell>{0}</Cell></Row></Rows>"
    for known in ("one", "two", "three"):
        read(told.format(known, known))
    whole = told.format(word, word.replace("'", ""))
    assert filled(whole, whole.count("<")) is not None
    assert [facts(value) for value in read(whole).values] == read_anew(whole)


@pytest.mark.parametrize(
    "told",
    [
        '<L><A b="{}">1 < 2</A></L>',
        "<L><A b={}>{}</A></L>",
        "<L>{}<!-- {} --></L>",
        "<L><A\x0b>{}</A></L>",
        '<L><A b="{}"\x1f>{}</A></L>',
    ],
)
def test_a_text_of_which_the_tags_do_not_tell_all_has_no_template(told: str) -> None:
    for known in ("one", "two", "three", "four"):
        whole = told.replace("{}", known)
        read(whole)
        assert filled(whole, whole.count("<")) is None
