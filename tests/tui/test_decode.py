"""Values taken apart, layer by layer."""

from __future__ import annotations

import base64
import gzip
import json

from hypothesis import given
from hypothesis import strategies as st

from inspector.tui.decode import DecodedLayer, layers_of


def kinds(value: str) -> list[str]:
    return [layer.kind.partition(",")[0] for layer in layers_of(value)]


def shown(layer: DecodedLayer) -> str:
    return "\n".join("".join(text for text, _ in line) for line in layer.lines)


def packed(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_call_id_is_base64_of_a_text() -> None:
    layers = layers_of(packed(b"d21e9952-3044-4195@um01.contoso.example"))
    assert [layer.kind for layer in layers] == ["text, 52 characters", "base64: text, 39 characters"]
    assert shown(layers[1]) == "d21e9952-3044-4195@um01.contoso.example"


def test_mime_content_is_shown_as_a_message() -> None:
    layers = layers_of(packed(b"From: kim@contoso.example\r\nSubject: Hi\r\n\r\nText\r\n"))
    assert layers[1].kind.startswith("base64: MIME message")
    assert "Subject: Hi" in shown(layers[1])


def test_what_a_mail_says_is_shown_in_its_places() -> None:
    mail = b"From: =?utf-8?q?K=C3=A4the?= <k@contoso.example>\r\nX-Y: z\r\n\r\nText\r\n"
    said = layers_of(packed(mail))[2]
    assert said.kind == "what it says, 3 values"
    assert "From: Käthe <k@contoso.example>" in shown(said)
    assert "body: Text" in shown(said)


def test_base64_of_utf_16_and_of_gzip_is_read() -> None:
    assert shown(layers_of(packed("a text of more than a word".encode("utf-16-le")))[1]) == (
        "a text of more than a word"
    )
    layers = layers_of(packed(gzip.compress(b"a text of more than a word")))
    assert layers[1].kind == "base64: gzip: text, 26 characters"


def test_a_manifest_is_base64_of_xml() -> None:
    layers = layers_of(packed(b"<OfficeApp><Id>1</Id></OfficeApp>"))
    assert layers[1].kind == "XML, 33 bytes"
    assert shown(layers[1]) == "<OfficeApp>\n  <Id>1</Id>\n</OfficeApp>"


def test_a_token_shows_its_head_and_its_claims() -> None:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
             for part in ({"alg": "RS256", "typ": "JWT"}, {"aud": "app", "exp": 1})]  # fmt: skip
    assert kinds(".".join([*parts, "c2lnbmF0dXJl"])) == ["text", "token: head", "token: claims"]


def test_what_is_packed_in_what_was_packed_is_taken_out_too() -> None:
    inner = packed(b"a text that is long enough")
    assert kinds(packed(inner.encode())) == ["text", "base64: text", "base64: text"]


def test_bytes_are_shown_as_bytes() -> None:
    layers = layers_of(packed(bytes(range(48))))
    assert layers[1].kind == "base64: 48 bytes"
    assert "000010  10 11" in shown(layers[1])


def test_a_plain_text_is_left_alone() -> None:
    assert kinds("Hello") == ["text"]
    assert kinds("Voice mail from kim") == ["text"]


def test_an_entity_bomb_is_not_opened() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "xxxxxxxx">]><a>&b;</a>'
    assert "XML" not in kinds(packed(bomb))


@given(st.one_of(st.text(max_size=300), st.binary(max_size=200).map(packed)))
def test_nothing_that_is_taken_out_can_steer_a_terminal(value: str) -> None:
    for layer in layers_of(value):
        assert all(c.isprintable() or c in "\u00a0\u3000 " or c.isspace() for c in shown(layer))
        assert "\x1b" not in shown(layer)
