"""The words of Exchange Web Services are those of the schemas."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.usage.vocabulary import ANY_OTHER, NO_NAME, vocabulary
from tests.schemas.declarations import schema_files
from tests.usage.vocabulary import VOCABULARY, as_table, described, known

REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "xsd"


def test_all_that_the_projects_schemas_describe_is_in_the_table() -> None:
    """If not: ``python -m tests.usage.vocabulary``."""
    words = vocabulary()
    for name, each in described(schema_files()).items():
        assert each.children <= words.children[name], name
        assert each.words - {ANY_OTHER} <= words.words.get(name, frozenset()), name
        assert ANY_OTHER not in each.words or name in words.free, name
        for attribute, allowed in each.attributes.items():
            assert allowed <= words.attributes[name][attribute], f"{name}/@{attribute}"


@pytest.mark.needs_reference
def test_a_servers_own_schemas_add_nothing_to_the_table() -> None:
    folders = [REFERENCE / "2017", REFERENCE / "2013sp1"]
    if not all(folder.is_dir() for folder in folders):
        pytest.skip("the server's own schemas are not beside the project")
    of_a_server = (described(sorted(folder.glob("*.xsd"))) for folder in folders)
    assert VOCABULARY.read_text("utf-8") == as_table([known(), described(schema_files()), *of_a_server])


@pytest.mark.parametrize(
    ("element", "text", "attribute", "shown"),
    [
        ("DeleteItem", "HardDelete", "DeleteType", "HardDelete"),
        ("DeleteItem", "harddelete", "DeleteType", NO_NAME),
        ("DeleteItem", "Frieda", "DeleteType", NO_NAME),
        ("BaseShape", "IdOnly", "", "IdOnly"),
        ("Subject", "IdOnly", "", NO_NAME),
        ("NoSuchElement", "x", "", NO_NAME),
        ("FolderId", "abc", "Id", NO_NAME),
    ],
)
def test_a_word_is_shown_only_where_the_schemas_have_it(
    element: str, text: str, attribute: str, shown: str
) -> None:
    assert vocabulary().word(element, text, attribute) == shown


def test_a_step_is_known_by_both_its_ends() -> None:
    assert vocabulary().can_stand_in("FindItem", "Restriction")
    assert not vocabulary().can_stand_in("Restriction", "FindItem")
    assert not vocabulary().can_stand_in("NoSuchElement", "FindItem")
