"""Our schemas against two generations of the published ones, on recorded traffic and on broken copies of it.

A message that either generation accepts has to be accepted here, and one that both reject has to be
rejected. The reference schemas know the EWS endpoint only; what is expected of the operations of the UM
endpoint is in test_schema_oxwums.py. The reference material is not part of the project; where it is
missing, these tests are skipped.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree

from inspector.conformance.schema_sets import global_elements, operations_in
from tests.schemas.broken_copies import Sample, elements_of, mutants
from tests.schemas.conftest import SCHEMAS, Judge

pytestmark = pytest.mark.needs_reference


EWS_OPERATIONS = frozenset(operations_in(global_elements(SCHEMAS / "ews.xsd")))
UM_OPERATIONS = frozenset(
    """
    Disconnect GetCallInfo GetUMProperties IsUMEnabled PlayOnPhone PlayOnPhoneGreeting ResetPIN
    SetMissedCallNotificationEnabled SetOofStatus SetPlayOnPhoneDialString SetTelephoneAccessFolderEmail
    """.split()  # noqa: SIM905 - a list of names reads better as text
)

# Messages of our operations that are not valid, here as in both generations, and why.
NOT_VALID = {
    "clients/node-ews/06-GetImItemList.response.xml": "MemberCorrelationKey without an ItemId",
    "clients/zeep/14-GetImItemList.response.xml": "MemberCorrelationKey without an ItemId",
    "clients/zeep/15-GetImItems.response.xml": "MemberCorrelationKey without an ItemId",
    "clients/zeep/34-GetImItemList.response.xml": "MemberCorrelationKey without an ItemId",
    "clients/zeep/35-GetImItems.response.xml": "MemberCorrelationKey without an ItemId",
    "doc-samples/0236_AddDistributionGroupToImList_request.xml": "no DisplayName",
    "doc-samples/0253_AddNewImContactToGroupResponse_response.xml": "Address for EmailAddress",
    "doc-samples/0361_GetAppManifestsResponse_response.xml": "a manifest that is no base64",
    "doc-samples/0396_GetImItemListResponse_response.xml": "EmailAddress for Address",
    "doc-samples/0495_MoveItemResponse_response.xml": "ItemID for ItemId",
    "doc-samples/0552_SetTelephoneAccessFolderEmail_request.xml": "base64FolderID for base64FolderId",
    "doc-samples/0588_UpdateItem_request.xml": "the key EmailAddress4 exists in no version",
    "evolution-ews/0008_CreateFolder_request.http": "a test of a parent that does not exist",
    "evolution-ews/0008_CreateFolder_request.xml": "a test of a parent that does not exist",
    "evolution-ews/0055_CreateFolder_request.http": "a test of a parent that does not exist",
    "evolution-ews/0055_CreateFolder_request.xml": "a test of a parent that does not exist",
}

# Files that hold no XML at all, or XML that does not parse.
NOT_XML = {
    "clients/ews-javascript-api/08-CreateItem.http": "unescaped text in the body",
    "doc-samples/0411_GetItemResponse_response.xml": "an HTML page",
    "evolution-ews/0005_unknown_response.http": "an HTML page",
    "evolution-ews/0005_unknown_response.xml": "an HTML page",
}

@pytest.fixture(scope="module")
def traffic(reference: Path) -> Path:
    return reference / "traffic"


def texts(traffic: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of each recorded message that has one."""
    for path in sorted([*traffic.rglob("*.xml"), *traffic.rglob("*.http")]):
        content = path.read_bytes()
        if path.suffix == ".http":
            _, _, content = content.replace(b"\r\n", b"\n").partition(b"\n\n")
        if content.strip():
            yield str(path.relative_to(traffic)), content.strip()


@pytest.fixture(scope="module")
def samples(traffic: Path) -> list[Sample]:
    found = []
    for name, content in texts(traffic):
        if name in NOT_XML:
            continue
        # Some public samples have the SOAP namespace wrong: the envelope is not the matter here.
        envelope = etree.fromstring(content)
        body = elements_of(envelope.find("{*}Body"))
        if body:
            found.append(Sample(name, body[0], tuple(elements_of(envelope.find("{*}Header")))))
    return found


def test_what_is_not_xml_is_known(traffic: Path) -> None:
    def parses(content: bytes) -> bool:
        try:
            etree.fromstring(content)
        except etree.XMLSyntaxError:
            return False
        return True

    assert {name for name, content in texts(traffic) if not parses(content)} == NOT_XML.keys()


def test_recorded_messages_get_the_verdict_of_the_published_schemas(
    samples: list[Sample], judge: Judge
) -> None:
    of_the_ews_endpoint = [
        sample
        for sample in samples
        if sample.operation in EWS_OPERATIONS and not is_for_the_um_endpoint(sample)
    ]
    assert len(of_the_ews_endpoint) > 200
    for sample in of_the_ews_endpoint:
        ours, theirs = judge.verdicts(sample.body)
        assert (ours, theirs) == ((sample.name not in NOT_VALID,) * 2), sample.name


def test_recorded_headers_get_the_verdict_of_the_published_schemas(
    samples: list[Sample], judge: Judge
) -> None:
    for sample in samples:
        for header in sample.headers:
            assert judge.verdicts(header) == (True, True), (sample.name, header.tag)


def test_recorded_messages_of_the_um_endpoint_are_valid_but_for_those_with_a_known_fault(
    samples: list[Sample],
) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "um.xsd"))
    of_the_um_endpoint = [sample for sample in samples if is_for_the_um_endpoint(sample)]
    assert len(of_the_um_endpoint) > 10
    for sample in of_the_um_endpoint:
        assert schema.validate(sample.body) == (sample.name not in NOT_VALID), sample.name


def is_for_the_um_endpoint(sample: Sample) -> bool:
    """PlayOnPhone is an operation of both: its content tells which is meant."""
    if sample.operation != "PlayOnPhone":
        return sample.operation in UM_OPERATIONS
    return "ResponseClass" not in sample.body.attrib and sample.body.find("{*}ItemId") is None


def test_broken_copies_get_the_verdict_of_the_published_schemas(
    samples: list[Sample], judge: Judge, record_property: Callable[[str, object], None]
) -> None:
    count = Counter[tuple[bool, bool]]()
    differences = []
    for sample in samples:
        if sample.operation not in EWS_OPERATIONS or is_for_the_um_endpoint(sample):
            continue
        for mutation, mutant in mutants(sample):
            verdicts = judge.verdicts(mutant)
            count[verdicts] += 1
            if verdicts[0] != verdicts[1]:
                differences.append((sample.name, mutation, verdicts))

    total = count.total()
    agreement = (count[True, True] + count[False, False]) / total
    record_property("mutants", total)
    record_property("agreement", agreement)
    print(f"{total} mutants, agreement {agreement:.2%}: {count}")

    assert total >= 2000
    assert count[False, False] > total / 4, "too few mutants are broken to say anything"
    assert agreement >= 0.995, differences
    assert count[True, False] == 0, f"both generations reject these: {differences}"


# ---- the text of the schemas ----------------------------------------------------------------------------

XS = "{http://www.w3.org/2001/XMLSchema}"

# What is described otherwise than in the schema of 2017, and why.
OTHERWISE = {
    "MessageXml": "a part of faults, in no published schema",
    "LineNumber": "a part of faults, in no published schema",
    "LinePosition": "a part of faults, in no published schema",
    "Violation": "a part of faults, in no published schema",
    "ServerVersionInfo": "takes attributes of SOAP, as every header block does",
    "ManagementRoleType": "takes attributes of SOAP, as every header block does",
    "DateTimePrecision": "takes attributes of SOAP, as every header block does",
    "ArrayOfResponseMessagesType": "has the response messages of 2013 SP1 as well",
    "TimeZoneDefinitionType": "Periods is optional, as in 2016",
    "ArrayOfTransitionsType": "may be empty, as in 2016",
    "ExchangeVersionType": "takes every version that is a date or a number",
    "SyncFolderItemsType": "has what only the schema of MS-OXWSSYNC has",
    "NonEmptyArrayOfNotificationsType": "takes Notification in the namespace that servers have it in",
    "StreamedNotification": "a part of that",
    "GetStreamingEventsResponseMessageType": "has that",
    "ItemType": "has what only the schema of MS-OXWSCORE has",
    "RoleMemberItemType": "has what only the schema of MS-OXWSCORE has",
    "ContactItemType": "has what only the schema of MS-OXWSCONT has; PresenceTrustLevel is a text there",
    "AbchPersonItemType": "has what only the schema of MS-OXWSCONT has",
    "GetUserPhotoResponseMessageType": "has what only the schema of MS-OXWSCONT has",
    "InboxReminderType": "has what only the schema of MS-OXWSMTGS has",
    "EnhancedLocationType": "DisplayName is optional, as in MS-OXWSMTGS",
    "PersonaType": "has what only the schema of MS-OXWSPERS has",
    "TargetFolderIdType": "has what only the schema of MS-OXWSFOLD has",
    "ConsumerCalendarIdType": "is in the schema of MS-OXWSFOLD only",
    "PredictedMessageActionType": "is in the schema of MS-OXWSCDATA only",
    "UnindexedFieldURIType": "has what only the schema of MS-OXWSCDATA has",
    "ConversationType": "has what only the schema of MS-OXWSCONV has",
    "ViewFilterType": "has what only the schema of MS-OXWSCONV has",
    "ReplyBody": "has any attribute of XML's own for xml:lang, which would need a schema of its own",
}
DEFAULTS = {"minOccurs": "1", "maxOccurs": "1", "use": "optional", "nillable": "false", "mixed": "false"}


def outline(component: etree._Element) -> list[tuple[object, ...]]:
    """What a component says, without comments, defaults, and the order of enumerated values."""
    parts = [
        (
            depth,
            etree.QName(element).localname,
            *sorted(
                (k, v) for k, v in element.attrib.items() if DEFAULTS.get(k) != v and k != "processContents"
            ),
        )
        for depth, element in with_depth(component)
    ]
    return sorted(parts, key=repr) if component.find(f".//{XS}enumeration") is not None else parts


def with_depth(element: etree._Element, depth: int = 0) -> Iterator[tuple[int, etree._Element]]:
    if isinstance(element.tag, str) and not element.tag.startswith((XS + "annotation", XS + "documentation")):
        yield depth, element
        for child in element:
            yield from with_depth(child, depth + 1)


def components(paths: Iterator[Path]) -> dict[tuple[str, str, str], etree._Element]:
    """Every global declaration, by namespace, kind and name."""
    return {
        (
            schema.get("targetNamespace", ""),
            etree.QName(component).localname,
            component.get("name", ""),
        ): component
        for path in paths
        for schema in [etree.parse(path).getroot()]
        for component in elements_of(schema)
        if component.get("name")
    }


def test_every_component_is_as_in_2017_but_for_those_with_a_reason(reference: Path) -> None:
    """The choices that the traffic does not reach are covered by comparing the schemas themselves."""
    exchange = "http://schemas.microsoft.com/exchange/services/2006/"
    theirs = components((reference / "xsd" / "2017").glob("*s.xsd"))
    ours = components(
        path for path in SCHEMAS.rglob("*.xsd") if not path.name.startswith(("um", "wsdl", "soap-1.1", "xml"))
    )
    namespaces = (f"{exchange}types", f"{exchange}messages")
    of_exchange = {key: component for key, component in ours.items() if key[0] in namespaces}
    assert len(of_exchange) > 600
    differing = {
        name
        for (namespace, kind, name), component in of_exchange.items()
        if (namespace, kind, name) not in theirs
        or outline(component) != outline(theirs[namespace, kind, name])
    }
    assert differing == OTHERWISE.keys()


# Transitions of time zones: a choice of three in 2016, a substitution group here and in 2017.
OF_2016 = {"AbsoluteDateTransition", "RecurringDateTransition", "RecurringDayTransition"}
# Heads of substitution groups: ours have their members in their place, as 2017 has.
HEADS = {"Path", "SearchExpression"}
# An attribute of XML's own, which the wildcard of ReplyBody stands for.
OF_XML = {"lang"}


def names_in(component: etree._Element) -> set[str]:
    """The elements, attributes and values that a component has."""
    parts = component.iter(f"{XS}element", f"{XS}attribute", f"{XS}enumeration")
    return {
        part.get("value") or part.get("name") or part.get("ref", "").rpartition(":")[2] for part in parts
    }


@pytest.mark.parametrize("generation", ["2013sp1", "2016", "2017", "per-document"])
def test_no_name_that_a_published_generation_has_in_one_of_our_components_is_missing(
    generation: str, reference: Path
) -> None:
    theirs = components((reference / "xsd" / generation).glob("*.xsd"))
    ours = components(SCHEMAS.rglob("*.xsd"))
    shared = theirs.keys() & ours.keys()
    assert len(shared) > 400
    missing = {
        (name, part)
        for namespace, kind, name in shared
        for part in names_in(theirs[namespace, kind, name]) - names_in(ours[namespace, kind, name])
    }
    assert {part for _, part in missing} <= HEADS | OF_2016 | OF_XML, missing
