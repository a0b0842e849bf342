"""The documents' own examples: each gives what its slips deserve, with the section, and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.conformance.check import Checker
from inspector.conformance.finding import Severity
from inspector.protocols.lone_message import lone_message

SEEDS = Path(__file__).parents[2] / "../shared/seeds"
pytestmark = [
    pytest.mark.needs_reference,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="the specifications are not beside this checkout"),
]

# (document, operation or root element): code -> (severity, section), and why.
DESERVED: dict[tuple[str, str], dict[str, tuple[str, str]]] = {
    # Major version 14 beside Exchange2013.
    ("MS-OXWUMS", "DisconnectPhoneCallResponse"): {"CDT005": ("info", "2.2.3.10")},
    ("MS-OXWUMS", "GetPhoneCallInformationResponse"): {"CDT005": ("info", "2.2.3.10")},
    ("MS-OXWUMS", "PlayOnPhoneResponse"): {"CDT005": ("info", "2.2.3.10")},
    # 4.14 spells base64FolderID.
    ("MS-OXWUMS", "SetTelephoneAccessFolderEmail"): {"UMS010": ("info", "3.1.4.14.2.1")},
    # 4.15 is meant to be invalid.
    ("MS-OXWUMS", "PlayOnPhone"): {"UMS005": ("error", "3.1.4.8.2.1")},
    # 4.1, 4.3, 4.4 and 4.5 send MailboxCulture and TimeZoneContext; 4.1 and 4.4 abbreviate the manifests.
    ("MS-OXWSCEXT", "GetAppManifests"): {"CDT008": ("info", "3.1.4.2")},
    ("MS-OXWSCEXT", "GetAppManifestsResponse"): {"EXT004": ("info", "3.1.4.2.3.3")},
    ("MS-OXWSCEXT", "GetAppMarketplaceUrl"): {"CDT008": ("info", "3.1.4.3")},
    ("MS-OXWSCEXT", "InstallApp"): {"CDT008": ("info", "3.1.4.5"), "EXT004": ("info", "3.1.4.5.3.1")},
    ("MS-OXWSCEXT", "DisableApp"): {"CDT008": ("info", "3.1.4.1")},
}
EXAMPLES = {"MS-OXWUMS": 30, "MS-OXWSMSG": 14, "MS-OXWSCOS": 6, "MS-OXWSCEXT": 12}

_NOISE = re.compile(
    r"^\s*$|^\d+ / \d+|^\[MS-.*v20\d+|^Copyright ©|^Release: |^```|^\s*%5b|^https?://\S+$"
    r"|^Voice Mail Settings Web Service Protocol\s*$|^The following example shows"
)
_ENVELOPE = re.compile(r"<(\w+):Envelope\b.*?</\1:Envelope>", re.DOTALL)


def examples(document: str) -> Iterator[bytes]:
    """Yields the messages of a document's section of examples, with the copy's line breaks mended."""
    text = (SEEDS / f"{document}.txt").read_text("utf-8")
    text = re.sub(r"\[bookmark: [^]]*\]", "", text)
    text = text[text.rindex("Protocol Examples") :]
    lines = [line for line in text.splitlines() if not _NOISE.search(line)]
    # Where the copy breaks a line in the middle of a word, the line does not end with a space.
    wrapped = document == "MS-OXWUMS"
    joined = "".join(line if wrapped and not line.endswith(" ") else line + "\n" for line in lines)
    for found in _ENVELOPE.finditer(joined):
        yield found[0].encode()


@pytest.mark.parametrize("document", EXAMPLES)
def test_every_example_gives_what_it_deserves(document: str) -> None:
    count = 0
    for content in examples(document):
        count += 1
        message = lone_message(content)
        if message.payload is None:
            continue  # not well-formed: another test's matter
        name = str(message.payload.tag).rpartition("}")[2]
        findings = Checker(ignore=["XSD", "WIRE"]).check_message(message)
        found = {each.code: (each.severity.value, each.section) for each in findings}
        deserved = DESERVED.get((document, name), {})
        if name == "PlayOnPhone" and b"INVALID" not in content:
            deserved = {}
        if name == "PlayOnPhoneResponse" and b"ServerVersionInfo" not in content:
            deserved = {}
        assert found == deserved, (document, name)

    assert count == EXAMPLES[document]


def test_the_example_that_is_not_well_formed_is_said_to_be_so() -> None:
    broken = [content for content in examples("MS-OXWSCEXT") if lone_message(content).payload is None]

    assert len(broken) == 1 and b"TokenValue" in broken[0]
    codes = {each.code for each in Checker().check_message(lone_message(broken[0]))}
    assert codes == {"WIRE005"}


def test_no_example_of_a_right_message_is_called_an_error_by_a_rule() -> None:
    for document in EXAMPLES:
        for content in examples(document):
            if b"INVALID_ENTRY_ID" in content:
                continue
            found = Checker(ignore=["XSD", "WIRE"]).check_message(lone_message(content))
            assert all(each.severity is not Severity.ERROR for each in found)
