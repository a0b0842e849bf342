"""A cassette that has what steers a terminal in every text, and what a terminal then must not see."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import partial
from pathlib import Path
from typing import Any

ESCAPES = "\x1b]52;c;aGk=\x07\x1b[31337m\x9b31337m\x9d0;evil\x9c\x08\u202e\u2066\ufeff\u2028"
"""OSC 52 (writes the clipboard), CSI with a number of its own, C1, bidirectional overrides, line ends."""
_OURS = re.compile(r"\x1b\[(?:[0-9]{1,3}(?:;[0-9]{1,3})*)?m|\x1b\[K|\r")
_UNSAFE = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


SHORT = "\x1b]8;;\x07"
"""OSC 8 alone: ASCII, and so short that no column has to cut it."""


def hostile(name: str) -> str:
    """A text with the name of its place, so that a failure says which one it is."""
    return f"<{name}{ESCAPES}>"


def _everywhere(value: Any, name: str, keep: tuple[str, ...] = (), *, short: bool = False) -> Any:
    """Puts the escapes into every text but those whose names are to be kept."""
    if isinstance(value, dict):
        return {key: _everywhere(each, f"{name}.{key}", keep, short=short) for key, each in value.items()}
    if isinstance(value, list):
        return [_everywhere(each, f"{name}.{k}", keep, short=short) for k, each in enumerate(value)]
    if isinstance(value, str) and name.rpartition(".")[2] not in keep:
        return f"{SHORT}{value}" if short else f"{value}{hostile(name)}"
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


_CALL = "call-\u202e\u200f\x9b7"
_HEAD = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><s:Body>'
)
_END = "</s:Body></s:Envelope>"
_PLACED = (
    f"{_HEAD}<m:PlayOnPhone><m:entryId>AA\u202e</m:entryId><m:DialString>1\x9b</m:DialString></m:PlayOnPhone>{_END}",
    f"{_HEAD}<m:PlayOnPhoneResponse><m:PlayOnPhoneResponse>{_CALL}</m:PlayOnPhoneResponse></m:PlayOnPhoneResponse>{_END}",
)
_POLL = f"{_HEAD}<m:GetCallInfo><m:CallId>{_CALL}</m:CallId></m:GetCallInfo>{_END}"
_STATE = (
    f"{_HEAD}<m:GetCallInfoResponse><m:GetCallInfoResponse><m:CallState>\x9bConnected</m:CallState>"
    f"<m:EventCause>\u202eNone</m:EventCause></m:GetCallInfoResponse></m:GetCallInfoResponse>{_END}"
)
_FAULT = (
    f"{_HEAD}<s:Fault><faultcode>a:\x9bInvalidCallIdException</faultcode><faultstring>\u202eno</faultstring>"
    f"<detail><ExceptionType>\x9bInvalidCallIdException</ExceptionType></detail></s:Fault>{_END}"
)
_REFUSED = (
    f'{_HEAD}<m:GetItemResponse><m:ResponseMessages><m:GetItemResponseMessage ResponseClass="Error">'
    "<m:MessageText>\u202eno\x9b</m:MessageText><m:ResponseCode>Error\x9b\u202e</m:ResponseCode>"
    f"</m:GetItemResponseMessage></m:ResponseMessages></m:GetItemResponse>{_END}"
)


def _spoken(
    n: int, ask: str, answer: str, status: int = 200, path: str = "UM2007Legacy.asmx"
) -> dict[str, Any]:
    """An interaction whose bodies are read, with texts that are hostile where they are told."""
    line = _interaction(n, operation="", findings=[])
    line["request"] |= {"body": ask, "url": f"http://127.0.0.1/EWS/{path}"}
    line["response"] |= {"body": answer, "status": status}
    return line


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


def write_cassette(path: Path, *, short: bool = False) -> Path:
    """Writes it: every text of one interaction is hostile; in others what must have a known value has it."""
    header = {
        "ews_cassette": 1, "created": "2026-01-01T00:00:00Z", "tool": "t", "server_version": "Exchange2013",
        "notes": "n", "volatile": ["Body/x"], "extra": "x",
    }  # fmt: skip
    kept = ("severity", "direction", "code", "level", "body", "endpoint", "method", "url")
    made = partial(_everywhere, short=short)
    lines = [
        made(header, "header", ("created", "volatile")),
        made(_interaction(1), "one", ("severity",)),
        made(_interaction(2), "two", kept),
        made(_interaction(3, operation=""), "three", (*kept, "operation")),
        {**made(_interaction(4), "four", kept), "response": None, "error": hostile("error")},
        made(_interaction(5, endpoint="", findings=[]), "five", (*kept, "operation")),
        made(_interaction(6), "six", (*kept, "operation")),
        made(_spoken(7, *_PLACED), "seven", (*kept, "operation")),
        made(_spoken(8, _POLL, _STATE), "eight", (*kept, "operation")),
        made(_spoken(9, _POLL, _FAULT, 500), "nine", (*kept, "operation")),
        made(_spoken(10, _POLL, _REFUSED, path="Exchange.asmx"), "ten", (*kept, "operation")),
        made(_spoken(11, "<a/>", "<a/>"), "eleven", kept),
        made(_spoken(12, f"x{ESCAPES}", f"y{ESCAPES}", 500), "twelve", kept),
        made(_spoken(13, "", "", 401), "thirteen", kept),
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
