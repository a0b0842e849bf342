"""An operation's row: what it is told by, and whose of several it is."""

import pytest
from lxml import etree

from inspector.protocols.document import Document
from inspector.protocols.operation import Endpoint, Operation, of_items
from inspector.protocols.rule import request

MAIL = Operation(name="CreateItem", endpoint=Endpoint.EWS, section="1", item_kinds=("Message", "Item"))
TASKS = Operation(name="CreateItem", endpoint=Endpoint.EWS, section="2", item_kinds=("Task",), since=2010)
OTHER = Operation(name="GetItem", endpoint=Endpoint.EWS, section="3")


@pytest.mark.parametrize(
    ("items", "whose"),
    [
        ("<Message/>", (MAIL,)),
        ("<Task/>", (TASKS,)),
        ("<Task/><Message/><Task/><Item/>", (TASKS, MAIL)),  # each once, in the order of the message
        ('<x:Message xmlns:x="urn:any"/>', (MAIL,)),
        ("<Messages/><CalendarItem/>", ()),
        ("", ()),
    ],
)
def test_the_items_tell_whose_a_shared_operation_is(items: str, whose: tuple[Operation, ...]) -> None:
    payload = etree.fromstring(f"<CreateItem><Items>{items}</Items></CreateItem>")
    assert of_items((MAIL, TASKS), payload) == whose


def test_the_payload_itself_is_no_item() -> None:
    assert of_items((MAIL, TASKS), etree.fromstring("<Message/>")) == ()
    assert of_items((MAIL, TASKS), None) == ()


@pytest.mark.parametrize(
    ("payload", "marked"),
    [
        ("<P><ItemId/></P>", True),
        ("<P><Around><ItemId/></Around></P>", False),  # a child, not something further down
        ('<P ResponseClass=""/>', True),
        ("<P><ResponseClass/></P>", False),
        ("<P/>", False),
    ],
)
def test_a_mark_is_a_child_or_an_attribute(payload: str, marked: bool) -> None:
    operation = Operation(name="P", endpoint=Endpoint.EWS, section="1", marks=("ItemId", "@ResponseClass"))
    assert operation.is_marked(etree.fromstring(payload)) is marked


def test_a_document_means_its_own_operation_and_those_that_it_lacks() -> None:
    mail, tasks, _ = (
        Document(name=each.section, title="", about="", package="", operations=(each,))
        for each in (MAIL, TASKS, OTHER)
    )
    assert MAIL.document is mail and TASKS.document is tasks
    assert (mail.means(MAIL), mail.means(TASKS), mail.means(OTHER)) == (True, False, True)


def test_a_scope_is_for_operations_by_name_and_by_year() -> None:
    assert request().every and not request(since=2010).every
    assert [request(since=2010).has(each) for each in (MAIL, TASKS)] == [False, True]
    assert [request(since=2011).has(each) for each in (MAIL, TASKS)] == [False, False]
    assert request("GetItem").has(OTHER) and not request("GetItem").has(MAIL)
