"""A phone in a test: it provisions, synchronises, and looks into what it gets."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from inspector.simulator import Simulator
from inspector.simulator.scenario import scenario_from
from inspector.wire.binary_xml import root_of
from inspector.wire.http import HttpResponse
from tests.phone import SPACES, asked
from tests.simulator.asking import Asking

__all__ = ["DEVICE", "POLICY", "Phone", "annas", "change", "text", "texts", "with_voice_mail"]

_NAMES = {"a": "AirSync", "e": "Email", "e2": "Email2", "b": "AirSyncBase", "p": "Provision"} | {
    "f": "FolderHierarchy",
    "i": "ItemOperations",
    "s": "Search",
    "g": "Ping",
    "n": "GetItemEstimate",
    "set": "Settings",
}
POLICY = (
    '<Provision xmlns="Provision" xmlns:set="Settings">{}<Policies><Policy>'
    "<PolicyType>MS-EAS-Provisioning-WBXML</PolicyType>{}</Policy></Policies></Provision>"
)
DEVICE = "<set:DeviceInformation><set:Set><set:Model>x</set:Model></set:Set></set:DeviceInformation>"


def annas(**more: list[dict[str, object]]) -> Simulator:
    return Simulator(scenario_from({"mailboxes": [{"address": "anna@example.com"}], **more}))


@dataclass
class Phone:
    """A phone with its policy key, its clock and what it has been told."""

    simulator: Simulator | Asking = field(default_factory=annas)
    version: str = "16.1"
    name: str = "phone1"
    at: float = 0.0
    key: str = "0"

    def send(self, command: str, xml: str = "") -> HttpResponse:
        request = asked(
            command, xml, device=self.name, MS_ASProtocolVersion=self.version, X_MS_PolicyKey=self.key
        )
        return self.simulator.respond(request, self.at)

    def says(self, command: str, xml: str = "") -> etree._Element:
        root = root_of(self.send(command, xml))
        assert root is not None
        return root

    def provisioned(self) -> Phone:
        for more in ("", "<PolicyKey>{}</PolicyKey><Status>1</Status>"):
            answer = self.says("Provision", POLICY.format("" if more else DEVICE, more.format(self.key)))
            self.key = text(answer, ".//p:PolicyKey")
        return self

    def sync(self, key: str, inside: str = "", folder: str = "3", before: str = "") -> HttpResponse:
        return self.send(
            "Sync",
            f"<Sync {SPACES}><Collections><Collection><SyncKey>{key}</SyncKey><CollectionId>{folder}"
            f"</CollectionId>{inside}</Collection></Collections></Sync>",
        )

    def synced(self, key: str, inside: str = "", folder: str = "3") -> etree._Element:
        root = root_of(self.sync(key, inside, folder))
        assert root is not None
        return root


def text(root: etree._Element, path: str) -> str:
    found = root.xpath(f"string({path})", namespaces=_NAMES)
    assert isinstance(found, str)
    return found


def texts(root: etree._Element, path: str) -> list[str]:
    found = root.xpath(f"{path}/text()", namespaces=_NAMES)
    assert isinstance(found, list)
    return [str(each) for each in found]


def with_voice_mail(*mails: dict[str, object]) -> Phone:
    return Phone(annas(voicemail=list(mails))).provisioned()


def change(part: str, server_id: str = "3:1001") -> str:
    return (
        f"<Commands><Change><ServerId>{server_id}</ServerId><ApplicationData>{part}</ApplicationData></Change>"
        "</Commands>"
    )
