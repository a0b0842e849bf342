"""A cassette that has what steers a terminal in every text, and what a terminal then must not see."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

ESCAPES = "\x1b]52;c;aGk=\x07\x1b[31337m\x9b31337m\x9d0;evil\x9c\x08\u202e\u2066\ufeff\u2028"
"""OSC 52 (writes the clipboard), CSI with a number of its own, C1, bidirectional overrides, line ends."""
_OURS = re.compile(r"\x1b\[(?:[0-9]{1,3}(?:;[0-9]{1,3})*)?m|\x1b\[K|\r")
_UNSAFE = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def hostile(name: str) -> str:
    """A text with the name of its place, so that a failure says which one it is."""
    return f"<{name}{ESCAPES}>"


def _everywhere(value: Any, name: str = "", keep: tuple[str, ...] = ()) -> Any:
    """Puts the escapes into every text but those whose names are to be kept."""
    if isinstance(value, dict):
        return {key: _everywhere(each, f"{name}.{key}", keep) for key, each in value.items()}
    if isinstance(value, list):
        return [_everywhere(each, f"{name}.{k}", keep) for k, each in enumerate(value)]
    if isinstance(value, str) and name.rpartition(".")[2] not in keep:
        return f"{value}{hostile(name)}"
    return value


_FINDING = {
    "code": "UMS021", "name": "call-id", "severity": "error", "level": "MUST", "document": "MS-OXWUMS",
    "section": "3.1", "message": "wrong", "direction": "response", "operation": "GetItem",
    "xpath": "/soap:Envelope", "line": 1, "schemas": "2013", "extra": "x",
}  # fmt: skip
_BODY = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><s:Body>'
    '<m:GetCallInfo><m:CallId>call-\u202e\u200f\x9b7</m:CallId><m:X a="\u2066\x9b"/></m:GetCallInfo>'
    "</s:Body></s:Envelope>"
)


def _interaction(n: int, **more: Any) -> dict[str, Any]:
    return {
        "n": n,
        "at": float(n),
        "took": 0.5,
        "conn": "c",
        "endpoint": "um",
        "operation": "GetItem",
        "auth": {"scheme": "NTLM", "legs": 3},
        "request": {
            "method": "POST",
            "url": "http://127.0.0.1/EWS/Exchange.asmx?a=b",
            "headers": [["Content-Type", "text/xml"], ["X-A", "b"]],
            "body": _BODY,
            "extra": "x",
        },
        "response": {"status": 200, "reason": "OK", "headers": [["Server", "s"]], "body": _BODY},
        "findings": [_FINDING],
        "extra": {"deep": ["x"]},
        **more,
    }


def write_cassette(path: Path) -> Path:
    """Writes it: every text of one interaction is hostile; in others what must have a known value has it."""
    header = {
        "ews_cassette": 1, "created": "2026-01-01T00:00:00Z", "tool": "t", "server_version": "Exchange2013",
        "notes": "n", "volatile": ["Body/x"], "extra": "x",
    }  # fmt: skip
    kept = ("severity", "direction", "code", "level", "body", "endpoint", "method", "url")
    lines = [
        _everywhere(header, "header", ("created", "volatile")),
        _everywhere(_interaction(1), "one", ("severity",)),
        _everywhere(_interaction(2), "two", kept),
        _everywhere(_interaction(3, operation=""), "three", (*kept, "operation")),
        {**_everywhere(_interaction(4), "four", kept), "response": None, "error": hostile("error")},
        _everywhere(_interaction(5, endpoint="", findings=[]), "five", (*kept, "operation")),
        _everywhere(_interaction(6), "six", (*kept, "operation")),
    ]
    path.write_text("".join(json.dumps(line, ensure_ascii=True) + "\n" for line in lines), "utf-8")
    return path


def unsafe(seen: bytes) -> list[str]:
    """What of an output is neither a printable character nor one of the sequences that the commands write.

    Returns:
        Each with what stands around it.
    """
    text = seen.decode("utf-8", "replace")
    rest = _OURS.sub("", text)
    return [
        repr(rest[max(0, at - 60) : at + 20])
        for at, character in enumerate(rest)
        if character not in "\n\t" and unicodedata.category(character) in _UNSAFE
    ]
