"""Every example message of the four documents, judged by the schema of its endpoint.

The documents are not part of the project; where they are missing, these tests are skipped. The copies at
hand are conversions of PDF and Word files, so the extraction below undoes what the conversion did (lines
broken in the middle of a word, page footers, fences in the middle of a message). It mends nothing else.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

pytestmark = pytest.mark.needs_reference

# How many example messages each document has.
EXAMPLES = {"MS-OXWUMS": 38, "MS-OXWSMSG": 14, "MS-OXWSCOS": 6, "MS-OXWSCEXT": 12}

# Document, section, and what is in the Body -> why the message is not valid. All others are.
NOT_VALID = {
    ("MS-OXWUMS", "4.14", "SetTelephoneAccessFolderEmail"): "base64FolderID for base64FolderId",
    ("MS-OXWSCEXT", "4.1", "GetAppManifestsResponse"): "the manifests are cut: 26 characters are no base64",
    ("MS-OXWSCEXT", "4.2", "not well-formed"): "the Token element ends twice, its response message never",
    ("MS-OXWSCEXT", "4.4", "InstallApp"): "the manifest is cut: its 39 characters are no base64",
}

FOOTER = re.compile(
    r"%5b|https://go\.microsoft\.com/|\d+ / \d+ *$|\[MS-\w+\] - v|Voice Mail Settings .* Protocol *$"
    r"|Copyright |Release: |```"
)
HEADING = re.compile(r" ?([34](?:\.\d+)+)\s+\S")
MESSAGE = re.compile(r"<(\w+):(Envelope|Body)\b.*?</\1:\2>", re.DOTALL)

Verdict = Callable[[str], list[str]]


def as_written(text: str, document: str) -> str:
    """The text before the conversion, as far as messages go."""
    lines = [line for line in text.splitlines() if not FOOTER.match(line)]
    if document == "MS-OXWUMS":
        # A line that was broken between words has kept its blank; the others were broken in a word.
        return "".join(line + "\n" if line.endswith(" ") else line for line in lines if line.strip())
    return "\n".join(lines)


def examples(document: str, seeds: Path) -> list[tuple[str, str]]:
    """Section and text of each message, in the order of the document."""
    text = as_written((seeds / f"{document}.txt").read_text(encoding="utf-8"), document)
    sections = [
        (line.start(), found[1])
        for line in re.finditer(r"^.*$", text, re.M)
        if (found := HEADING.match(line[0]))
    ]
    return [
        (next((section for at, section in reversed(sections) if at < message.start()), ""), whole(message))
        for message in MESSAGE.finditer(text)
    ]


def whole(message: re.Match[str]) -> str:
    """Two examples of MS-OXWUMS show the Body only (3.1.4.7.1.2)."""
    if message[2] == "Envelope":
        return message[0]
    return f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">{message[0]}</s:Envelope>'


def what_is_in_the_body(message: str) -> str:
    try:
        body = etree.fromstring(message.encode()).find("{*}Body")
    except etree.XMLSyntaxError:
        return "not well-formed"
    return etree.QName(body[0]).localname


def travels_on_the_ews_endpoint(document: str, message: str) -> bool:
    """MS-OXWUMS has both endpoints; PlayOnPhone is told apart by its content."""
    return document != "MS-OXWUMS" or bool(re.search(r"PhoneCall|ItemId|ResponseClass", message))


@pytest.mark.parametrize("document", EXAMPLES)
def test_all_examples_are_found(document: str, seeds: Path) -> None:
    assert len(examples(document, seeds)) == EXAMPLES[document]


@pytest.mark.parametrize("document", EXAMPLES)
def test_the_examples_are_valid_but_for_those_with_a_known_fault(
    document: str, seeds: Path, on_um_endpoint: Verdict, on_ews_endpoint: Verdict
) -> None:
    found_not_valid = set()
    for section, message in examples(document, seeds):
        content = what_is_in_the_body(message)
        judge = on_ews_endpoint if travels_on_the_ews_endpoint(document, message) else on_um_endpoint
        if content == "not well-formed" or judge(message):
            found_not_valid.add((document, section, content))
    assert found_not_valid == {key for key in NOT_VALID if key[0] == document}
