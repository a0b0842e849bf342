"""A body in windows has the values and the bytes of the whole."""

import random
import tracemalloc

import pytest

from inspector.wire.body import Value, body_windows, open_body
from tests.wire.body.bodies import SOAP

PIECES = [
    "<t:a>x y</t:a>",
    '<t:b q="1>2">',
    "</t:b>",
    "<!-- c > d -->",
    "<![CDATA[ > ]]>",
    "text > more ",
    "<?p > ?>",
    "<t:c/>",
    "é&amp;",
    "\n",
    "<t:d w='x'>",
    "</t:d>",
    "< no tag",
]
HEAD = f'<s:Envelope xmlns:s="{SOAP}" xmlns:t="T"><s:Body>'


def document(draw: random.Random) -> str:
    return HEAD + "".join(draw.choice(PIECES) for _ in range(draw.randrange(40))) + "</s:Body></s:Envelope>"


def facts(value: Value) -> tuple[object, ...]:
    return (value.text, value.name, value.parent, value.attribute, value.before, value.span)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "latin-1"])
def test_windows_of_any_size_are_the_whole(codec: str) -> None:
    draw = random.Random(2)
    for _ in range(500):
        content = document(draw).encode(codec)
        whole = open_body(content, f"text/xml; charset={codec}")
        assert whole.write() is content
        contents, values = [], []
        size = draw.randrange(5, 80)
        for window in body_windows(content, f"text/xml; charset={codec}", size, windowed_from=0):
            assert window.write() is window.content
            contents.append(window.content)
            values += [facts(value) for value in window.values]
        assert b"".join(contents) == content
        assert values == [facts(value) for value in whole.values]


def test_what_is_put_in_windows_is_what_is_put_in_the_whole() -> None:
    draw = random.Random(3)
    for _ in range(300):
        content = document(draw).encode()
        whole = open_body(content)
        for value in whole.values:
            value.put([(0, 1, "<Q>")])
        written = []
        for window in body_windows(content, size=draw.randrange(5, 80), windowed_from=0):
            for value in window.values:
                value.put([(0, 1, "<Q>")])
            written.append(window.write())
        assert b"".join(written) == whole.write()


def test_a_small_body_and_one_that_has_no_tags_is_one_piece() -> None:
    for content in (b"<a>x</a>", b"x" * 2_000_000, b"\x1f\x8b\x08" + bytes(2_000_000)):
        (piece,) = body_windows(content)
        assert piece.content is content


def test_memory_stays_flat_over_a_large_body() -> None:
    inside = "<t:Mailbox><t:Name>Anna Meier</t:Name><t:RoutingType>SMTP</t:RoutingType></t:Mailbox>"
    content = (HEAD + inside * 60_000 + "</s:Body></s:Envelope>").encode()
    tracemalloc.start()
    try:
        count = 0
        for window in body_windows(content):
            count += len(window.values)
            window.write()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 120_000
    assert peak < len(content) + 12_000_000  # the text, and some windows
