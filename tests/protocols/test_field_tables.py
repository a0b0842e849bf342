"""The tables of the vocabulary: complete, without what nothing declares, and read as they are written."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from inspector.protocols.field_roles import Field, Role
from inspector.protocols.field_tables import EVERYWHERE, NAMESPACES, Condition, FieldEntry, Tables, entries_of
from inspector.wire.wbxml import CODE_PAGES
from tests.schemas.declarations import (
    PLAIN_BY_TYPE,
    ROOT,
    Declaration,
    as_toml,
    declarations,
    names_of,
    plain_by_type,
    schema_files,
)

FOLDERS = ROOT / "inspector" / "protocols"
OF_DOCUMENTS = [
    *(
        FOLDERS / document / "fields.toml"
        for document in ("oxwums", "oxwsmsg", "oxwscos", "oxwscext", "common")
    ),
    FOLDERS / "common" / "fields_properties.toml",
]
SOAP = FOLDERS / "common" / "fields_soap.toml"
BEYOND = FOLDERS / "common" / "fields_exchange.toml"
ACTIVESYNC = FOLDERS / "asemail" / "fields.toml"
REFERENCE = [
    ROOT.parent / "shared" / "reference" / "xsd" / "2017" / f"{name}.xsd" for name in ("types", "messages")
]

# Elements of ActiveSync that hold elements only, by code page.
HOLD_ELEMENTS = {
    "airsync": "Sync Responses Add Change Delete Fetch Collection Commands Options Collections"
    " ApplicationData SoftDelete Supported",
    "contacts": "Categories Children",
    "email": "Attachment Attachments Categories MeetingRequest Recurrences Recurrence Flag",
    "calendar": "Attendees Attendee Categories Exception Exceptions Recurrence",
    "move": "MoveItems Move Response",
    "getitemestimate": "GetItemEstimate Collections Collection Response",
    "folderhierarchy": "Folders Folder Response Changes Add Delete Update FolderCreate FolderDelete"
    " FolderUpdate FolderSync",
    "meetingresponse": "MeetingResponse Request Result SendResponse",
    "tasks": "Categories Recurrence",
    "resolverecipients": "ResolveRecipients Response Recipient Certificates Options Availability Picture",
    "validatecert": "ValidateCert Certificates CertificateChain",
    "ping": "Ping Folder Folders",
    "provision": "Provision Policies Policy EASProvisionDoc UnapprovedInROMApplicationList"
    " ApprovedApplicationList",
    "search": "Search Stores Store Options Response Result Properties EqualTo And Or LessThan"
    " GreaterThan Schema Supported Picture",
    "gal": "Picture",
    "airsyncbase": "BodyPreference Body Attachments Attachment BodyPartPreference BodyPart Add Delete",
    "settings": "Settings Get Set Oof OofMessage DevicePassword DeviceInformation UserInformation"
    " EmailAddresses Accounts Account RightsManagementInformation",
    "itemoperations": "ItemOperations Fetch Options Properties Response Schema EmptyFolderContents Move",
    "composemail": "SendMail SmartForward SmartReply Source Forwardees Forwardee",
    "notes": "Categories",
    "rightsmanagement": "RightsManagementTemplates RightsManagementTemplate RightsManagementLicense",
    "find": "Find ExecuteSearch MailBoxSearchCriterion Options Response Result Properties"
    " GalSearchCriterion Picture",
}


def entries(paths: Iterable[Path]) -> Iterator[tuple[Path, FieldEntry]]:
    for path in paths:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        table.pop(NAMESPACES, None)
        for entry in entries_of(table, path.name):
            yield path, entry


def all_tables() -> list[Path]:
    return [path for path in sorted(FOLDERS.glob("*/fields*.toml")) if path != PLAIN_BY_TYPE]


def says_everywhere(entry: FieldEntry) -> str:
    """The name whose role an entry says wherever it stands; empty if it says it of some places only."""
    if entry.parent or entry.condition or entry.field.unordered:
        return ""
    if entry.attribute:
        return f"*@{entry.attribute}" if entry.name == "*" else ""
    return entry.name


def without_a_role(declared: Iterable[Declaration], paths: Iterable[Path]) -> list[str]:
    """What may say something of somebody, and has no role of its own in any place."""
    said = {(entry.section, says_everywhere(entry)) for _, entry in entries(paths)}
    return sorted(
        {
            f"{each.section}:{each.name} ({each.base})"
            for each in declared
            if not each.is_plain and not said & {(each.section, each.name), (EVERYWHERE, each.name)}
        }
    )


def test_every_text_that_our_schemas_declare_has_a_role() -> None:
    declared = list(declarations(schema_files()))
    assert sum(not each.is_plain for each in declared) > 600
    assert without_a_role(declared, [*OF_DOCUMENTS, SOAP, BEYOND]) == []


def test_no_table_of_a_document_names_what_no_schema_declares() -> None:
    names = names_of(schema_files())
    unknown = [
        (path.parent.name, entry.key, name)
        for path, entry in entries(OF_DOCUMENTS)
        if entry.section not in (EVERYWHERE, "app")
        for name in (entry.parent, entry.name, entry.attribute and f"*@{entry.attribute}")
        if name and name != "*" and name not in names
    ]
    assert unknown == []


def test_what_the_schemas_type_as_plain_is_listed_as_they_are() -> None:
    """Or `python -m tests.schemas.declarations` writes it anew."""
    assert PLAIN_BY_TYPE.read_text(encoding="utf-8") == as_toml(plain_by_type(schema_files()))


def test_a_name_that_is_a_text_in_one_place_is_not_plain_by_type() -> None:
    plain = plain_by_type(schema_files())
    assert "IsRead" in plain["t"]
    assert "*@FieldURI" in plain["t"]
    for name in ("Type", "*@Id", "*@Key", "CalendarItemType", "Value", "Birthday"):
        assert name not in plain["t"], f"{name} is a text somewhere"


def test_no_place_has_two_roles() -> None:
    said = defaultdict(set)
    for path, entry in entries(all_tables()):
        if not entry.field.unordered:
            said[entry.section, entry.key].add((path.name, path.parent.name, entry.field))
    assert {place: roles for place, roles in said.items() if len(roles) > 1} == {}


def test_every_table_has_only_sections_that_are_asked_for() -> None:
    known = {"http", "mail", "parameter", "property", "setting", EVERYWHERE}
    for path in all_tables():
        tables = Tables([path])
        sections = {entry.section for _, entry in entries([path])}
        assert sections - known - tables.sections == set(), path


@pytest.mark.parametrize(
    "page", [page for page in CODE_PAGES if page.tokens], ids=lambda page: page.namespace
)
def test_every_element_of_activesync_that_holds_a_text_has_a_role(page) -> None:
    said = {says_everywhere(entry) for _, entry in entries([ACTIVESYNC]) if entry.section == page.prefix}
    hold_elements = set(HOLD_ELEMENTS.get(page.prefix, "").split())
    assert set(page.tokens) - said - hold_elements == set()
    assert said - {""} - set(page.tokens) == set(), "named, and no element of the page"
    assert said & hold_elements == set()


@pytest.mark.needs_reference
@pytest.mark.skipif(not REFERENCE[0].exists(), reason="the full schema of Exchange is not beside the project")
class TestAgainstTheFullSchema:
    def test_every_text_that_exchange_declares_has_a_role(self) -> None:
        assert without_a_role(declarations(REFERENCE), [*OF_DOCUMENTS, BEYOND]) == []

    def test_the_table_of_the_rest_names_what_exchange_declares(self) -> None:
        names = names_of(REFERENCE)
        unknown = [
            (entry.key, name)
            for _, entry in entries([BEYOND])
            for name in (entry.parent, entry.name, entry.attribute and f"*@{entry.attribute}")
            if name and name != "*" and name not in names
        ]
        assert unknown == []

    def test_what_is_plain_by_type_here_is_no_text_there(self) -> None:
        ours = {(section, name) for section, names in plain_by_type(schema_files()).items() for name in names}
        theirs = {(each.section, each.name) for each in declarations(REFERENCE) if not each.is_plain}
        # The language of an answer of somebody who is away, a code of a rule's answer, and what a client
        # logs of itself: words too.
        assert ours & theirs == {("t", "Culture"), ("t", "ResponseCode"), ("t", "EventType")}

    def test_what_is_plain_there_is_plain_here_or_has_a_role(self) -> None:
        ours = {(section, name) for section, names in plain_by_type(schema_files()).items() for name in names}
        said = {(entry.section, says_everywhere(entry)) for _, entry in entries([*OF_DOCUMENTS, BEYOND])}
        theirs = {(section, name) for section, names in plain_by_type(REFERENCE).items() for name in names}
        assert {each for each in theirs - ours - said if each[0] in ("m", "t")} == set()


class TestReading:
    def table(self, tmp_path: Path, text: str) -> Tables:
        path = tmp_path / "fields.toml"
        path.write_text(text, encoding="utf-8")
        return Tables([path])

    def test_a_set_may_have_a_role_besides(self, tmp_path: Path) -> None:
        for text in ("[t]\nurl = 'A'\nunordered = 'A'", "[t]\nunordered = 'A'\nurl = 'A'"):
            assert self.table(tmp_path, text).find("t", "", "A").field == Field(Role.URL, unordered=True)

    def test_an_attribute_of_an_element_goes_before_that_of_any(self, tmp_path: Path) -> None:
        tables = self.table(tmp_path, "[t]\nurl = '*@A'\nsecret = 'E@A'\npin = 'P/*@A'")
        assert tables.find("t", "", "E", "A").field == Field(Role.SECRET)
        assert tables.find("t", "", "F", "A").field == Field(Role.URL)
        assert tables.find("t", "P", "F", "A").field == Field(Role.PIN)

    def test_a_namespace_is_declared_beside_its_places(self, tmp_path: Path) -> None:
        tables = self.table(tmp_path, "[namespaces]\nx = ['urn:a', 'http://b']\n[x]\nurl = 'A'")
        assert tables.section_of("urn:a") == tables.section_of("https://b/") == "x"
        assert tables.section_of("urn:c") == ""

    @pytest.mark.parametrize("key", ["A/B/C", "@A", "A{}", "A{B", "/A"])
    def test_what_is_no_place_is_said(self, tmp_path: Path, key: str) -> None:
        with pytest.raises(ValueError, match=r"fields.toml: .* is no place"):
            self.table(tmp_path, f"[t]\nurl = '{key}'")

    def test_what_is_no_role_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="telephone"):
            self.table(tmp_path, "[t]\ntelephone = 'A'")

    @pytest.mark.parametrize(
        ("condition", "holds"),
        [
            ("@A", True),
            ("@B", False),
            ("@A=x,y", True),
            ("@A=Y", True),
            ("@A=xy", False),
            ("@A~^Y$", True),
            ("@A~z", False),
            ("<E@C=1", True),
            ("<E@C=1@D=2", True),
            ("<E@C=1@D=3", False),
            ("<F@C=1", False),
            ("<E@A", False),
        ],
    )
    def test_a_condition_holds_for_attributes_of_the_element_or_of_the_one_before(
        self, condition: str, holds: bool
    ) -> None:
        assert (
            Condition(condition).holds(
                {"A": " y "} if "=" in condition else {"A": "y"}, ("E", {"C": "1", "D": "2"})
            )
            is holds
        )

    def test_without_an_element_before_a_condition_on_it_does_not_hold(self) -> None:
        assert not Condition("<E@C").holds({"C": "1"}, None)
