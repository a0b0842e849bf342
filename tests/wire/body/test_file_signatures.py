"""Formats are known by their first bytes."""

import pytest

from inspector.wire.body.file_signatures import media_of


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"RIFF\x24\x08\0\0WAVE", "RIFF"),
        (b"\0\0\0\x18ftypmp42", "MP4"),
        (b"%PDF-1.7", "PDF"),
        (b"MM\0*", "TIFF"),
        (b"PNG", ""),
        (b"", ""),
        (b"<a/>", ""),
    ],
)
def test_a_format_has_its_name(content: bytes, name: str) -> None:
    assert media_of(content) == name
