"""What the head of an ActiveSync request says: command, protocol version, device, policy key (MS-ASHTTP).

The query has two forms: plain (``Cmd=Sync&User=...&DeviceId=...``, section 2.2.1.1.1.2), and base64 of a
packed structure that also holds the protocol version and the policy key, which else are headers (section
2.2.1.1.1.1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from inspector.wire.encoding import decode_base64
from inspector.wire.http import HttpRequest

PROTOCOL_VERSIONS = ("2.5", "12.0", "12.1", "14.0", "14.1", "16.0", "16.1")
"""The protocol versions, oldest first (MS-ASHTTP section 2.2.1.1.2.6)."""

COMMANDS = tuple(
    """
    Sync SendMail SmartForward SmartReply GetAttachment GetHierarchy CreateCollection DeleteCollection
    MoveCollection FolderSync FolderCreate FolderDelete FolderUpdate MoveItems GetItemEstimate MeetingResponse
    Search Settings Ping ItemOperations Provision ResolveRecipients ValidateCert Find
    """.split()  # noqa: SIM905 - a list of names reads better as text
)
"""The commands by their code in the packed form (MS-ASHTTP section 2.2.1.1.1.1.2)."""

READS = frozenset(("GetItemEstimate", "Ping", "Find", "ResolveRecipients", "ValidateCert"))
"""The commands that only read."""

_FINE = {"Ping": ("1", "2"), "MoveItems": ("1", "3")}

_PARAMETERS = {0: "AttachmentName", 1: "CollectionId", 3: "ItemId", 4: "LongId", 6: "Occurrence", 8: "User"}
_OPTIONS = 7


def is_success(command: str, status: str) -> bool:
    """Tells whether a status says that a command was carried out.

    1 does so in every command, and 3 in MoveItems; in Ping 2 says that there is news (MS-ASCMD section
    2.2.3.177).
    """
    return status in _FINE.get(command, ("1",))


class QueryForm:
    PLAIN = "plain"
    PACKED = "base64"
    NONE = ""


@dataclass(frozen=True)
class ActiveSyncHead:
    """The head of a request.

    Args:
        command: the command, ``OPTIONS`` for the request of that method; ``None`` if it cannot be told.
        version: the protocol version, such as ``14.1``; empty if none is named.
        user: the user; empty if the query names none.
        device_id: the device's identifier.
        device_type: its type.
        policy_key: the key of the policy that the device has taken; empty if none is named.
        form: one of :class:`QueryForm`.
        parameters: the command's other parameters.
    """

    command: str | None = None
    version: str = ""
    user: str = ""
    device_id: str = ""
    device_type: str = ""
    policy_key: str = ""
    form: str = QueryForm.NONE
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def rank(self) -> int:
        """The place of the version among :data:`PROTOCOL_VERSIONS`; -1 if it is none of them."""
        return PROTOCOL_VERSIONS.index(self.version) if self.version in PROTOCOL_VERSIONS else -1


def read_head(request: HttpRequest) -> ActiveSyncHead:
    """Reads the head of a request to the ActiveSync endpoint; what it does not say is empty.

    Args:
        request: the request.
    """
    head = _packed(request.query) or _plain(request.query)
    return ActiveSyncHead(
        command="OPTIONS" if request.method == "OPTIONS" else head.command,
        version=head.version or (request.header("ms-asprotocolversion") or "").strip(),
        user=head.user,
        device_id=head.device_id,
        device_type=head.device_type,
        policy_key=head.policy_key or (request.header("x-ms-policykey") or "").strip(),
        form=head.form,
        parameters=head.parameters,
    )


def _plain(query: str) -> ActiveSyncHead:
    given = {key.lower(): (key, value) for key, value in parse_qsl(query, keep_blank_values=True)}

    def taken(name: str) -> str:
        return given.pop(name, ("", ""))[1]

    command = taken("cmd")
    if not command:
        return ActiveSyncHead()
    return ActiveSyncHead(
        command,
        user=taken("user"),
        device_id=taken("deviceid"),
        device_type=taken("devicetype"),
        policy_key=taken("policykey"),
        form=QueryForm.PLAIN,
        parameters=dict(given.values()),
    )


def _packed(query: str) -> ActiveSyncHead | None:
    packed = decode_base64(unquote(query))
    if packed is None or len(packed) < 2 or packed[0] < 20 or packed[1] >= len(COMMANDS):
        return None
    device_id, rest = _piece(packed[4:])
    key, rest = _piece(rest)
    device_type, rest = _piece(rest)
    parameters = _parameters(rest)
    return ActiveSyncHead(
        COMMANDS[packed[1]],
        version=f"{packed[0] // 10}.{packed[0] % 10}",
        user=parameters.pop("User", ""),
        device_id=_text(device_id),
        device_type=_text(device_type),
        policy_key=str(int.from_bytes(key, "little")) if key else "",
        form=QueryForm.PACKED,
        parameters=parameters,
    )


def _piece(rest: bytes) -> tuple[bytes, bytes]:
    """Takes a piece off that its length stands before; what is cut off is as good as empty."""
    end = 1 + rest[0] if rest else 0
    return (rest[1:end], rest[end:]) if len(rest) >= end else (b"", b"")


def _parameters(rest: bytes) -> dict[str, str]:
    """Reads tag, length and value of each parameter; what is cut off is left out."""
    found: dict[str, str] = {}
    while len(rest) >= 2 and len(rest) >= 2 + rest[1]:
        tag, value = rest[0], rest[2 : 2 + rest[1]]
        if tag == _OPTIONS and value:
            found["SaveInSent"] = "T" if value[0] & 1 else "F"
            found["AcceptMultiPart"] = "T" if value[0] & 2 else "F"
        else:
            found[_PARAMETERS.get(tag, f"{tag}")] = _text(value)
        rest = rest[2 + rest[1] :]
    return found


def _text(value: bytes) -> str:
    """Device identifiers are text by the document, and 16 raw bytes with some devices."""
    text = value.decode("utf-8", "replace")
    return text if text.isprintable() and "\ufffd" not in text else value.hex()
