"""What the recording addon can be told, as options of mitmproxy."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from inspector.choices import PROFILES


def _option(default: Any, what: str, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"what": what, "choices": choices})


@dataclass(frozen=True)
class RecordingOptions:
    """How it is recorded; each field is the option of its name."""

    cassette: str = _option(
        "",
        "Record EWS, UM, ActiveSync and Autodiscover traffic to this cassette (.jsonl). The file must not "
        "exist, unless ews_append is set.",
    )
    append: bool = _option(False, "Go on after the last interaction of a cassette that exists.")
    scrub: str = _option(
        PROFILES[-1],
        "What is replaced by pseudonyms before anything is written: 'secrets' are credentials, cookies and "
        "tokens; 'identity' are secrets and people: names, addresses, numbers, hosts; 'none' keeps "
        "everything as it is.",
        choices=PROFILES,
    )
    scrub_rules: str = _option("", "A TOML file of rules for what else is to be replaced.")
    scrub_key_file: str = _option(
        "",
        "The key of the pseudonyms. The cassette carries a fingerprint of it, no salt; who replays the "
        "cassette needs the file.",
    )
    check: bool = _option(True, "Judge each message by the schemas and rules; findings go to the cassette.")
    schemas: str = _option("", "The schema set that judges. The bundled one if empty.")
    fsync: bool = _option(
        False,
        "Each interaction is on the disk before its answer goes out, so that a power failure loses none.",
    )
    max_body: str = _option(
        "256m", "A larger body is passed on while it comes, and not kept; suffixes are k, m and g."
    )
    connect_ports: str = _option("", "The ports that clients may CONNECT to, such as '80,443'. Any if empty.")
    upstream_proxy: str = _option(
        "", "The proxy, as a URL, through which a server is reached in reverse mode."
    )

    @classmethod
    def of(cls, options: Any) -> RecordingOptions:
        """Reads them from mitmproxy's options."""
        return cls(**{field.name: getattr(options, f"ews_{field.name}") for field in fields(cls)})


def add_options(loader: Any) -> None:
    """Makes the options known to mitmproxy's ``loader``."""
    for each in fields(RecordingOptions):
        what, choices = each.metadata["what"], each.metadata["choices"]
        name, kind = f"ews_{each.name}", type(each.default)
        loader.add_option(name, kind, each.default, what, choices=list(choices) if choices else None)
