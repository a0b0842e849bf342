"""Formats that are known by their first bytes and not looked into: images, sound, archives, documents."""

from __future__ import annotations

_NAMES = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"RIFF": "RIFF",
    b"ID3": "MP3",
    b"OggS": "Ogg",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "ASF",
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP",
    b"\xd0\xcf\x11\xe0": "OLE",
}
_MAGIC = tuple(_NAMES)
_BOX = slice(4, 8)  # of ISO base media (MP4): the type of its first box


def media_of(content: bytes) -> str:
    """Returns the name of a format; empty for anything else.

    Args:
        content: the bytes.
    """
    if content.startswith(_MAGIC):
        return next(name for magic, name in _NAMES.items() if content.startswith(magic))
    return "MP4" if content[_BOX] == b"ftyp" else ""
