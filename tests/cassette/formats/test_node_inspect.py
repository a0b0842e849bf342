"""What Node prints of an object is read back, whatever texts are in it."""

import json
import random
import re
import subprocess

import pytest

from inspector.cassette.formats.node_inspect import Cut, inspected
from tests.clients import javascript

PRINT = """
const util = require("util");
const options = { showHidden: false, depth: null, colors: true };
const texts = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const made = (text) => ({ text, "odd name": text, list: [text, 1, null], in: { text } });
const printed = texts.map((text) => util.inspect(made(text), options));
process.stdout.write(JSON.stringify(printed));
"""
ALPHABET = "ab'\"`\\\n\r\t\x00\x1b\x7f<&> ${}[]:,+é中\u2028😀\ufeff"


@pytest.mark.skipif(not javascript.has_node(), reason="there is no node with npm on this machine")
def test_every_text_that_node_prints_comes_back() -> None:
    dice = random.Random("one and the same")
    texts = ["".join(dice.choices(ALPHABET, k=dice.randrange(60))) for _ in range(500)]
    texts += ["<a>" + "x" * 200 + "\n" + "y" * 200 + "</a>", "z" * 12_345, "", "\n", "'\"`"]
    done = subprocess.run(
        ["node", "-e", PRINT], input=json.dumps(texts), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    for text, printed in zip(texts, json.loads(done.stdout), strict=True):
        found = inspected(re.sub(r"\x1b\[\d+m", "", printed))
        if len(text) > 10_000:
            assert isinstance(found["text"], Cut)
            assert (found["text"], found["text"].more) == (text[:10_000], len(text) - 10_000)
            continue
        assert found == {"text": text, "odd name": text, "list": [text, 1, None], "in": {"text": text}}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{}", {}),
        (
            "{ a: [Function (anonymous)], b: [Function: bound x], c: undefined }",
            {"a": None, "b": None, "c": None},
        ),
        ("Map(2) { a: 1 }", {"a": 1}),
        ("Object [AxiosHeaders] { a: 'b' }", {"a": "b"}),
        ("<ref *1> Foo { a: [Circular *1] }", {"a": None}),
        ("{ a: [Object], b: [Array], [Symbol(x)]: 1 }", {"a": None, "b": None, "[Symbol(x)]": 1}),
    ],
)
def test_what_is_no_data_is_nothing(text: str, found: object) -> None:
    assert inspected(text) == found


@pytest.mark.parametrize("text", ["", "{", "{a", "{a:", "{a: 'x", "[1]", "{" * 5_000, "{a: " * 5_000, "{'a'"])
def test_what_is_no_object_is_none(text: str) -> None:
    assert inspected(text) is None
