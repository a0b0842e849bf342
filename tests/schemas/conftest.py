"""What the schema tests share: where the schemas are, compiled once a run, and how to ask for a verdict."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
SHARED = ROOT.parent / "shared"

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"

GENERATIONS = ("2013sp1", "2017")

Verdict = Callable[[str], list[str]]


@cache
def compiled(path: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(path))


def complaints_of(driver: str, xml: str) -> list[str]:
    """What the driver has against a piece of XML; an empty list means that it is valid."""
    schema = compiled(SCHEMAS / driver)
    schema.validate(etree.fromstring(xml.encode()))
    return [error.message for error in schema.error_log]


@pytest.fixture
def on_um_endpoint() -> Verdict:
    return lambda xml: complaints_of("um.xsd", xml)


@pytest.fixture
def on_ews_endpoint() -> Verdict:
    return lambda xml: complaints_of("ews.xsd", xml)


@pytest.fixture(scope="session")
def schemas() -> Path:
    return SCHEMAS


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The specification texts. They are not part of the project."""
    path = SHARED / "seeds"
    if not path.is_dir():
        pytest.skip(f"the specification texts are not at {path}")
    return path


@pytest.fixture(scope="session")
def reference() -> Path:
    """Reference schemas and recorded traffic. They are not part of the project."""
    path = SHARED / "reference"
    if not path.is_dir():
        pytest.skip(f"the reference material is not at {path}")
    return path


class Judge:
    """Both generations of the published schemas, and ours."""

    def __init__(self, xsd: Path) -> None:
        self.ours = compiled(SCHEMAS / "ews.xsd")
        self.theirs = [
            compiled(xsd / generation / "messages.xsd") for generation in GENERATIONS
        ]

    def verdicts(self, element: etree._Element) -> tuple[bool, bool]:
        """Is it valid here; is it valid in either generation?"""
        return self.ours.validate(element), any(schema.validate(element) for schema in self.theirs)


@pytest.fixture(scope="session")
def judge(reference: Path) -> Judge:
    return Judge(reference / "xsd")


