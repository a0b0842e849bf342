"""What the recording addon can be told, as options of mitmproxy."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from inspector.scrub import PROFILES

# Name, type, default, what it is, and the values that it can have.
_OPTIONS: tuple[tuple[str, type, Any, str, tuple[str, ...] | None], ...] = (
    (
        "ews_cassette",
        str,
        "",
        "Record EWS, UM, ActiveSync and Autodiscover traffic to this cassette (.jsonl). The file must not "
        "exist, unless ews_append is set.",
        None,
    ),
    (
        "ews_append",
        bool,
        False,
        "Go on after the last interaction of a cassette that exists.",
        None,
    ),
    (
        "ews_scrub",
        str,
        PROFILES[-1],
        "What is replaced by pseudonyms before anything is written: 'secrets' are credentials, cookies and "
        "tokens; 'identity' are secrets and people: names, addresses, numbers, hosts; 'none' keeps "
        "everything as it is.",
        PROFILES,
    ),
    (
        "ews_scrub_rules",
        str,
        "",
        "A TOML file of rules for what else is to be replaced.",
        None,
    ),
    (
        "ews_scrub_key_file",
        str,
        "",
        "The key of the pseudonyms. The cassette carries a fingerprint of it, no salt; who replays the "
        "cassette needs the file.",
        None,
    ),
    (
        "ews_check",
        bool,
        True,
        "Judge each message by the schemas and rules; findings go to the cassette.",
        None,
    ),
    (
        "ews_schemas",
        str,
        "",
        "The schema set that judges. The bundled one if empty.",
        None,
    ),
    (
        "ews_fsync",
        bool,
        False,
        "Each interaction is on the disk before its answer goes out, so that a power failure loses none.",
        None,
    ),
    (
        "ews_max_body",
        str,
        "256m",
        "A larger body is passed on while it comes, and not kept; suffixes are k, m and g.",
        None,
    ),
    (
        "ews_connect_ports",
        str,
        "",
        "The ports that clients may CONNECT to, such as '80,443'. Any if empty.",
        None,
    ),
    (
        "ews_upstream_proxy",
        str,
        "",
        "The proxy, as a URL, through which a server is reached in reverse mode.",
        None,
    ),
)


@dataclass(frozen=True)
class RecordingOptions:
    """How it is recorded; each field is the option of its name."""

    cassette: str
    append: bool
    scrub: str
    scrub_rules: str
    scrub_key_file: str
    check: bool
    schemas: str
    fsync: bool
    max_body: str
    connect_ports: str
    upstream_proxy: str

    @classmethod
    def of(cls, options: Any) -> RecordingOptions:
        """Reads them from mitmproxy's options."""
        return cls(**{field.name: getattr(options, f"ews_{field.name}") for field in fields(cls)})


def add_options(loader: Any) -> None:
    """Makes the options known to mitmproxy's ``loader``."""
    for name, kind, default, what, choices in _OPTIONS:
        loader.add_option(name, kind, default, what, choices=list(choices) if choices else None)
