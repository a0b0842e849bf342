"""NTLM messages (MS-NLMP section 2.2.1): what they tell about people and machines, and blank ones instead.

Reading is lenient, because the messages come off a wire; nothing here computes or checks a credential.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from inspector.wire.encoding import decode_base64

SIGNATURE = b"NTLMSSP\x00"

NEGOTIATE, CHALLENGE, AUTHENTICATE = 1, 2, 3

_UNICODE = 0x00000001
_FLAGS = {1: 0x00088201 | 0x00003000, 2: 0x00898205, 3: 0x00888205}
_FLAGS_AT = {1: 12, 2: 20, 3: 60}
# What a server offers: as above, with NTLMSSP_NEGOTIATE_SIGN, _VERSION, _128, _KEY_EXCH and _56. Windows asks
# for 128 bits if its policy is the one that it comes with.
_OFFERED = _FLAGS[2] | 0x00000010 | 0x02000000 | 0x20000000 | 0x40000000 | 0x80000000
_VERSION = struct.pack("<BBH3xB", 10, 0, 14393, 15)  # Windows Server 2016, NTLM revision 15
# Where the security buffers (length, room, offset) of each message lie.
_BUFFERS = {
    1: {"domain": 16, "workstation": 24},
    2: {"target": 12, "target_info": 40},
    3: {"lm_response": 12, "nt_response": 20, "domain": 28, "user": 36, "workstation": 44, "key": 52},
}
_HEADER_SIZE = {1: 32, 2: 48, 3: 64}
_OPAQUE = {"lm_response", "nt_response", "key", "target_info"}
# MS-NLMP section 2.2.2.1: the attributes of a target information that name somebody.
_TARGET_NAMES = {
    1: "computer",
    2: "domain",
    3: "dns_computer",
    4: "dns_domain",
    5: "dns_tree",
    9: "target_name",
}


@dataclass(frozen=True)
class NtlmMessage:
    """What an NTLM message carries.

    Args:
        type: 1 negotiate, 2 challenge, 3 authenticate.
        texts: names in the message, by what they name: ``domain``, ``user``, ``workstation``, ``target``, and
            from the target information ``computer``, ``dns_computer``, ``dns_domain``, ``dns_tree``.
        opaque: responses and keys, by name.
    """

    type: int
    texts: Mapping[str, str] = field(default_factory=dict)
    opaque: Mapping[str, bytes] = field(default_factory=dict)


def decode_blob(text: str) -> bytes | None:
    """Decodes the base64 of an Authorization or WWW-Authenticate field; ``None`` if it is none."""
    return decode_base64(text.strip())


def read_ntlm(blob: bytes) -> NtlmMessage | None:
    """Reads an NTLM message, bare or inside a SPNEGO token (RFC 4559 section 4).

    Args:
        blob: the token, decoded from its base64.

    Returns:
        What it carries, as far as it is readable; ``None`` if there is no NTLM message in it.
    """
    start = blob.find(SIGNATURE)
    if start < 0 or len(blob) < start + 12:
        return None
    message = blob[start:]
    (kind,) = struct.unpack_from("<I", message, 8)
    if kind not in _BUFFERS:
        return None
    at = _FLAGS_AT[kind]
    flags = struct.unpack_from("<I", message, at)[0] if len(message) >= at + 4 else _UNICODE
    # A negotiate message has OEM text always: nothing has been negotiated yet.
    codec = "utf-16-le" if flags & _UNICODE and kind != NEGOTIATE else "latin-1"
    texts: dict[str, str] = {}
    opaque: dict[str, bytes] = {}
    for name, offset in _BUFFERS[kind].items():
        value = _buffer(message, offset)
        if not value:
            continue
        if name in _OPAQUE:
            opaque[name] = value
        else:
            texts[name] = value.decode(codec, "replace")
    texts |= _target_texts(opaque.get("target_info", b""))
    # An NTLMv2 response repeats the target information after 44 bytes of proof and client challenge.
    texts |= {name: text for name, text in _target_texts(opaque.get("nt_response", b"")[44:]).items() if text}
    return NtlmMessage(kind, texts, opaque)


def pack_ntlm(message: NtlmMessage) -> bytes:
    """Writes a message with these texts and opaque parts, and no others.

    Args:
        message: what it is to carry; texts of the target information are left out.
    """
    kind = message.type
    head = bytearray(_HEADER_SIZE[kind])
    head[: len(SIGNATURE)] = SIGNATURE
    struct.pack_into("<I", head, 8, kind)
    struct.pack_into("<I", head, _FLAGS_AT[kind], _FLAGS[kind])
    body = bytearray()
    codec = "latin-1" if kind == NEGOTIATE else "utf-16-le"
    for name, offset in _BUFFERS[kind].items():
        if name in _OPAQUE:
            value = message.opaque.get(name, b"")
        else:
            value = message.texts.get(name, "").encode(codec, "replace")
        struct.pack_into("<HHI", head, offset, len(value), len(value), len(head) + len(body))
        body += value
    return bytes(head + body)


def pack_challenge(nonce: bytes, names: Mapping[str, str]) -> bytes:
    """Writes a CHALLENGE_MESSAGE (MS-NLMP section 2.2.1.2) that clients can answer.

    Args:
        nonce: the server's challenge, 8 bytes.
        names: what the server calls itself, by the names of :class:`NtlmMessage`'s texts; ``domain`` is the
            target.
    """
    info = b"".join(
        _target_pair(kind, names[name].encode("utf-16-le"))
        for kind, name in _TARGET_NAMES.items()
        if name in names
    )
    info += _target_pair(0, b"")
    target = names.get("domain", "").encode("utf-16-le")
    layout = struct.Struct("<8sI HHI I 8s 8x HHI 8s")
    head = layout.pack(
        SIGNATURE,
        CHALLENGE,
        *(len(target), len(target), layout.size),
        _OFFERED,
        nonce,
        *(len(info), len(info), layout.size + len(target)),
        _VERSION,
    )
    return head + target + info


def _target_pair(kind: int, value: bytes) -> bytes:
    """An AV_PAIR (MS-NLMP section 2.2.2.1)."""
    return struct.pack("<HH", kind, len(value)) + value


def _buffer(message: bytes, offset: int) -> bytes:
    if len(message) < offset + 8:
        return b""
    length, _, start = struct.unpack_from("<HHI", message, offset)
    return message[start : start + length] if start + length <= len(message) else b""


def _target_texts(info: bytes) -> dict[str, str]:
    texts: dict[str, str] = {}
    at = 0
    while at + 4 <= len(info):
        kind, length = struct.unpack_from("<HH", info, at)
        if kind == 0:
            break
        name = _TARGET_NAMES.get(kind)
        if name:
            texts[name] = info[at + 4 : at + 4 + length].decode("utf-16-le", "replace")
        at += 4 + length
    return texts
