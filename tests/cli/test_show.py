"""show tells what is packed in a body, and what it did not look into."""

import base64
import gzip

from click.testing import CliRunner

from inspector.cassette import CassetteWriter, Interaction
from inspector.cli.main import cli
from inspector.wire.http import Headers, HttpRequest, HttpResponse

MAIL = b"From: =?utf-8?q?K=C3=A4the?= <k@contoso.example>\r\nX-Y: z\r\n\r\nOne\r\nTwo\r\n"
EWS = "https://mail.contoso.example/EWS/Exchange.asmx"


def shown(tmp_path, body, content_type, *fields):
    headers = Headers((("Content-Type", content_type), *fields))
    cassette = tmp_path / "s.jsonl"
    with CassetteWriter(cassette) as writer:
        response = HttpResponse(headers, body)
        writer.append(Interaction(n=1, at=0.0, request=HttpRequest(url=EWS), response=response))
    result = CliRunner().invoke(cli, ["show", str(cassette), "1", "--response"])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_mail_in_base64_is_told_by_its_places(tmp_path):
    packed = base64.b64encode(MAIL).decode()
    text = shown(tmp_path, f"<Body><Mime>{packed}</Mime></Body>".encode(), "text/xml")
    assert text.endswith(
        "\nBody/Mime holds:\n"
        "  (base64)/From: Käthe <k@contoso.example>\n"
        "  (base64)/X-Y: z\n"
        "  (base64)/body:\n"
        "    One\n"
        "    Two\n"
    )


def test_what_was_not_looked_into_is_named(tmp_path):
    packed = base64.b64encode(b"%PDF-1.7 and so on").decode()
    text = shown(tmp_path, f"<Body><Data>{packed}</Data></Body>".encode(), "text/xml")
    assert text.endswith("[Body/Data: PDF data, 24 bytes, not looked into]\n")


def test_a_body_that_holds_nothing_is_shown_alone(tmp_path):
    text = shown(tmp_path, b"<Body><Data>x</Data></Body>", "text/xml")
    assert "holds" not in text
    assert text.endswith("</Body>\n")


def test_a_packed_body_that_is_broken_is_named_and_shown(tmp_path):
    cut = gzip.compress(b"<Body>one two three four</Body>")[:-6]
    text = shown(tmp_path, cut, "text/xml", ("Content-Encoding", "gzip"))
    assert "cut off" in text
    assert "[the body: the gzip body is cut off" in text
