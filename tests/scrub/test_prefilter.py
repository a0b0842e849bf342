"""A body that is not opened has no place for a secret: each word that tells one opens it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from inspector.cassette import Interaction
from inspector.scrub import Scrubber
from inspector.scrub.password_patterns import PASSWORD_WORDS, PIN_WORDS
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.messages import soap

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_parse


def spellings(parsed: Any) -> Iterator[str]:
    """All texts that a pattern of words fits."""
    for parts in product(*(list(_ways(str(kind), of)) for kind, of in parsed)):
        yield "".join(parts)


def _ways(kind: str, of: Any) -> Iterator[str]:
    if kind == "LITERAL":
        yield chr(of)
    elif kind == "IN":
        for inner, char in of:
            yield " " if str(inner) == "CATEGORY" else chr(char)
    elif kind == "BRANCH":
        for way in of[1]:
            yield from spellings(way)
    elif kind == "SUBPATTERN":
        yield from spellings(of[3])
    elif kind == "MAX_REPEAT":
        least, most, repeated = of
        for count in {least, min(most, least + 1)}:
            yield from ("".join(parts) for parts in product(spellings(repeated), repeat=count))
    else:
        raise AssertionError(kind)


def subject(text: str) -> bytes:
    body = soap(f"<t:Subject>{text}</t:Subject>")
    answer = HttpResponse(Headers([("Content-Type", "text/xml")]), body)
    made = Scrubber("secrets", b"salt").scrub(Interaction(1, 0.0, HttpRequest(url="/"), answer)).response
    assert made is not None
    return made.body


@pytest.mark.parametrize("word", sorted(set(spellings(sre_parse.parse(PASSWORD_WORDS)))))
@pytest.mark.parametrize("behind", [": ", " is ", "="])
def test_a_password_goes_behind_each_word_that_tells_one(word: str, behind: str) -> None:
    assert b"Wrn7Ktz42" not in subject(f"{word.capitalize()}{behind}Wrn7Ktz42")


@pytest.mark.parametrize("word", sorted(set(spellings(sre_parse.parse(PIN_WORDS)))))
@pytest.mark.parametrize("behind", [" ", ": ", " - ", "\n", ""])
def test_a_pin_goes_behind_each_word_that_tells_one(word: str, behind: str) -> None:
    assert b"471108" not in subject(f"{word}{behind}471108")
