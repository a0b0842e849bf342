"""Every row of the facts has its sources, every source a date; every operation and property a verdict."""

from __future__ import annotations

import re
from datetime import date

import pytest

from inspector.protocols.registry import DOCUMENTS, operations
from inspector.usage.facts import Kind
from inspector.usage.microsoft_graph.tables import (
    behaviours,
    dates,
    field_rows,
    limits,
    operation_rows,
    property_sets,
    sources,
)
from inspector.usage.microsoft_graph.verdicts import Word, is_last_server
from inspector.usage.vocabulary import vocabulary

FAMILIES = ("item", "message", "folder", "calendar", "contacts", "task")
WORDS = {str(word) for word in Word}


def every_row() -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        *(
            (f"operation {name}", row.verdict, row.sources)
            for name, of in operation_rows().items()
            for row in of
        ),
        *((f"field {name}", row.verdict, row.sources) for name, of in field_rows().items() for row in of),
        *((f"{row.kind} {row.name}", row.verdict, row.sources) for of in behaviours().values() for row in of),
        *((f"limit {row.name}", "", row.sources) for row in limits()),
        *((f"date {row.when}", "", row.sources) for row in dates()),
    ]


def test_each_row_has_a_verdict_and_a_source_or_says_that_there_is_none() -> None:
    wrong = [
        name
        for name, verdict, keys in every_row()
        if (verdict and verdict not in WORDS) or (not keys and verdict != "not-listed")
    ]
    assert wrong == []
    assert len(every_row()) > 750


def test_a_gap_rests_on_a_source_and_not_on_a_conclusion_alone() -> None:
    gaps = [(name, keys) for name, verdict, keys in every_row() if verdict == "gap"]
    wrong = [name for name, keys in gaps if all(key.startswith("own:") for key in keys)]
    assert wrong == []


def test_each_source_that_a_row_names_is_there_with_its_dates() -> None:
    named = {key for _, _, keys in every_row() for key in keys if not key.startswith("own:")}
    assert named <= sources().keys()
    for source in sources().values():
        assert source.kind in ("official", "metadata", "spec", "implementation", "other"), source.key
        assert source.text, source.key
        assert date.fromisoformat(source.read) >= date(2026, 1, 1), source.key
        if source.date:
            assert date.fromisoformat(source.date) <= date.fromisoformat(source.read), source.key


def test_no_source_is_kept_that_no_row_names() -> None:
    named = {key for _, _, keys in every_row() for key in keys} | {"OXL", "XPO", "MAP", "ROAD"}
    assert sources().keys() - named == set()


def test_every_operation_that_the_documents_define_has_a_row() -> None:
    assert {each.name for each in operations()} - operation_rows().keys() == set()


def test_every_operation_that_the_schemas_of_ews_name_has_a_row_or_is_told_to_be_unlisted() -> None:
    """Microsoft's page maps no other than those of the table; what it leaves out is not-listed."""
    assert len(operation_rows()) == 135


@pytest.mark.parametrize("family", FAMILIES)
def test_every_field_uri_of_a_family_has_a_verdict(family: str) -> None:
    attributes, indices = vocabulary().attributes, vocabulary().attributes["Entry"]["Key"]
    plain = {uri for uri in attributes["FieldURI"]["FieldURI"] if uri.startswith(f"{family}:")}
    indexed = {uri for uri in attributes["IndexedFieldURI"]["FieldURI"] if uri.startswith(f"{family}:")}
    assert len(plain) > 10
    assert plain - field_rows().keys() == set()
    for uri in indexed:
        assert uri in field_rows() or any(f"{uri}[{index}]" in field_rows() for index in indices), uri


def test_the_33_operations_without_any_successor_are_those_of_the_documents_at_hand() -> None:
    last = {each.name for each in operations() if is_last_server(each.name)}
    folders = {each.document.name for each in operations() if each.name in last}
    assert len(last) == 33
    assert folders == {"MS-OXWUMS", "MS-OXWSCOS", "MS-OXWSCEXT"}
    assert all(document.codes for document in DOCUMENTS if document.name in folders)


def test_the_guids_of_property_sets_are_there_for_every_word_of_the_schemas() -> None:
    words = vocabulary().attributes["ExtendedFieldURI"]["DistinguishedPropertySetId"]
    assert property_sets().keys() == words
    assert all(
        re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", guid) for guid in property_sets().values()
    )


def test_behaviours_are_about_facts_that_there_can_be() -> None:
    words = vocabulary()
    settings = {
        name for of in words.attributes.values() for name, values in of.items() if values
    } | words.words.keys()
    for kind, rows in behaviours().items():
        assert kind in tuple(Kind)
        for row in rows:
            if kind == Kind.SETTING:
                known = settings | words.children.keys()
                assert row.name in known, row.name
            elif kind in (Kind.VIEW, Kind.CHANGE, Kind.BATCH, Kind.SYNC, Kind.SUBSCRIPTION, Kind.HEADER):
                assert row.name in words.children, row.name


def test_measures_that_limits_are_compared_with_have_their_names() -> None:
    assert {row.measure for row in limits()} >= {
        "requests at once",
        "requests in 10 minutes",
        "recipients of a message",
    }
