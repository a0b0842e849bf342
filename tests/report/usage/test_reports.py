"""The report in each format: the same facts, with their verdicts, sources and places."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser

import pytest

from inspector.report.usage.formats import CHANGES, FORMATS
from inspector.report.usage.rows import TITLES, places, rows_of
from inspector.report.usage.text import WORDS
from inspector.usage.compare import changes_between
from inspector.usage.facts import Fact, Key, Kind, Place
from inspector.usage.inventory import Inventory
from inspector.usage.microsoft_graph.assess import Assessed, assessment_of
from inspector.usage.microsoft_graph.verdicts import Word, verdicts_of
from tests.usage.test_requests import find, inventory_of

DELETE = '<m:DeleteItem DeleteType="HardDelete"><m:ItemIds/></m:DeleteItem>'


def made(form: str, inventory: Inventory, *, replaced: bool = True) -> str:
    out = io.StringIO()
    FORMATS[form](inventory, assessment_of(inventory) if replaced else None, out)
    return out.getvalue()


def some() -> Inventory:
    return inventory_of(find("<m:QueryString>x</m:QueryString>"), "<m:GetStreamingEvents/>", DELETE)


def test_every_kind_has_a_heading_and_every_verdict_a_style() -> None:
    assert TITLES.keys() == set(Kind)
    assert WORDS.keys() == set(Word)


def test_the_uses_of_one_property_stand_in_one_row() -> None:
    facts = [
        Assessed(Fact(Key(Kind.FIELD, "item:Subject", "read"), 5, 5, (Place("a", 1, 5),))),
        Assessed(Fact(Key(Kind.FIELD, "item:Subject", "written"), 2, 2, (Place("a", 8, 9),))),
        Assessed(Fact(Key(Kind.SETTING, "DeleteType", "HardDelete"), 1, 1, (Place("a", 7, 7),))),
    ]
    one, other = rows_of(facts)
    assert (one.name, one.uses, one.filter) == ("item:Subject", "read 5, written 2", "~n 1-5 | ~n 8-9")
    assert (other.uses, places(other, False)) == ("HardDelete", "#7")


def test_places_name_their_file_where_there_are_several_and_what_is_not_shown_is_counted() -> None:
    (row,) = rows_of(
        [Assessed(Fact(Key(Kind.VIEW, "X"), 9, 9, (Place("b/a.jsonl", 1, 2), Place("c.xml", 0, 0))))]
    )
    assert places(row, True) == "a.jsonl #1-2, c.xml and 6 more"


def test_a_verdict_on_some_of_the_interactions_says_on_how_many() -> None:
    setting = Key(Kind.SETTING, "SendMeetingInvitations", "SendToNone")
    mixed = Fact(setting, 11, 11, (), {}, {"event": 2, "message": 9})
    (row,) = rows_of([Assessed(mixed, verdicts_of(mixed))])
    assert row.label(row.verdicts[0]) == "for event (2 of 11)"
    alike = Fact(setting, 2, 2, (), {}, {"event": 2})
    (row,) = rows_of([Assessed(alike, verdicts_of(alike))])
    assert row.label(row.verdicts[0]) == ""
    several = Fact(Key(Kind.FIELD, "item:Attachments", "read"), 3, 3, (), {}, {"contact": 1, "event": 3})
    (row,) = rows_of([Assessed(several, verdicts_of(several))])
    assert [row.label(each) for each in row.verdicts] == ["gap for contact (1 of 3)", "same for event"]


def test_the_text_names_what_blocks_first_with_source_and_date() -> None:
    told = made("text", some())
    assert told.index("gap: a source says") < told.index("partial: a part of it")
    assert re.search(r"operation  GetStreamingEvents ews  1 interaction #2\n +webhook .*\[MAP|NOTIF", told)
    assert "Calendar" in told
    assert "2027-04-01" in told
    assert re.search(r"Sources.*\n(  \w+ +\w+ +\S+.*\n)+", told)


def test_the_text_of_the_inventory_says_no_verdict() -> None:
    told = made("text", some(), replaced=False)
    assert "gap" not in told
    assert re.search(r"Operations\n  \w+ +ews +1 \(1 refused\)  #\d\n", told)


def test_json_has_an_object_a_line_with_its_type() -> None:
    objects = [json.loads(line) for line in made("json", some()).splitlines()]
    assert {each["type"] for each in objects} == {
        "recording",
        "fact",
        "measure",
        "permission",
        "limit",
        "date",
    }
    (found,) = (each for each in objects if each.get("name") == "QueryString")
    assert (found["kind"], found["count"], found["filter"]) == ("search", 1, "~n 1")
    assert found["verdicts"][0]["verdict"] == "partial"
    assert "2025-07-03" in found["verdicts"][0]["sources"][0]
    plain = [json.loads(line) for line in made("json", some(), replaced=False).splitlines()]
    assert all("verdicts" not in each for each in plain)


def test_sarif_has_a_result_for_each_fact_that_a_later_run_can_recognise() -> None:
    log = json.loads(made("sarif", some()))
    (run,) = log["runs"]
    results = {each["partialFingerprints"]["fact/v1"]: each for each in run["results"]}
    assert len(results) == len(run["results"])
    gap = results["operation/GetStreamingEvents/ews"]
    assert (gap["ruleId"], gap["level"]) == ("graph/gap", "error")
    assert run["tool"]["driver"]["rules"][gap["ruleIndex"]]["id"] == "graph/gap"
    assert gap["properties"]["filter"] == "~n 2"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br", "link", "img"):
            self.open.append(tag)
        told = dict(attrs)
        self.loaded += [
            value for name in ("src", "href") if (value := told.get(name)) and not value.startswith("#")
        ]
        self.ids += [value for value in [told.get("id")] if value]
        self.targets += [value[1:] for value in [told.get("href")] if value and value.startswith("#")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("replaced", [False, True])
def test_the_page_is_whole_and_loads_nothing(replaced: bool) -> None:
    page = _Page()
    text = made("html", some(), replaced=replaced)
    page.feed(text)
    assert page.open == []
    assert page.loaded == []
    assert set(page.targets) <= set(page.ids)
    assert "prefers-color-scheme: dark" in text
    assert 'name="viewport"' in text


def test_a_verdict_on_the_page_is_a_word_and_not_a_colour_alone() -> None:
    text = made("html", some())
    assert re.search(r'<td class="nowrap" data-sort="00"><span class="badge error">gap</span></td>', text)


def test_headings_of_tables_are_buttons_that_sort() -> None:
    assert '<th scope="col"><button type="button">verdict</button></th>' in made("html", some())


def test_changes_are_told_with_their_numbers() -> None:
    changes = changes_between(inventory_of(find("")), inventory_of(find(""), find(""), DELETE))
    out = io.StringIO()
    CHANGES["text"](changes, out)
    assert re.search(r"\+ DeleteItem ews +0 -> 1\n", out.getvalue())
    assert re.search(r"~ FindItem ews +1 -> 2\n", out.getvalue())
    out = io.StringIO()
    CHANGES["json"](changes, out)
    first = json.loads(out.getvalue().splitlines()[0])
    assert first.keys() == {"type", "sign", "kind", "name", "use", "before", "after"}
    out = io.StringIO()
    CHANGES["text"]((), out)
    assert out.getvalue() == "both use the same\n"
