"""A full mailbox answers as quickly as an empty one, page for page."""

import pytest

from inspector.protocols import oxwscos
from inspector.protocols.oxwscore.store import Item
from inspector.protocols.oxwscos.im_list import CONTACT_LIMIT, GROUP_LIMIT, Contact
from tests.simulator.asking import Asking

MANY = 10_000


@pytest.fixture
def full() -> Asking:
    """A client whose drafts are 10,000."""
    asking = Asking()
    asking.draft()
    mailbox = asking.simulator.default_mailbox
    drafts = mailbox.known_folder("drafts")
    (first,) = mailbox.contents(drafts)
    for _ in range(MANY - 1):
        mailbox.copy(first, drafts)
    return asking


def page(size: int, offset: int) -> str:
    return f'<m:IndexedPageItemView MaxEntriesReturned="{size}" Offset="{offset}" BasePoint="Beginning"/>'


def test_find_item_opens_no_more_items_than_it_shows(full: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    right = Item.properties

    def counted(item: Item):
        opened.append(item.number)
        return right(item)

    monkeypatch.setattr(Item, "properties", counted)
    answer = full.find("drafts", base="AllProperties", view=page(50, 9_900))
    assert len(answer.all(".//t:Message")) == len(opened) == 50
    assert answer.text(".//m:RootFolder/@TotalItemsInView") == str(MANY)
    full.find("drafts", view=page(1000, 0))
    assert len(opened) == 50, "ids are made of numbers, nothing is opened for them"


def test_a_page_has_a_thousand_items_at_most_and_ten_of_them_have_all(full: Asking) -> None:
    seen: set[str] = set()
    for offset in range(0, MANY, 1000):
        answer = full.find("drafts", view=page(5000, offset))
        last = answer.text(".//m:RootFolder/@IncludesLastItemInRange")
        assert last == ("true" if offset == 9000 else "false")
        seen |= set(answer.texts(".//t:ItemId/@Id"))
    assert len(seen) == MANY


def test_the_contact_list_shows_64_groups_and_1000_contacts() -> None:
    asking = Asking()
    listed = asking.simulator.default_account.state_of(oxwscos.DOCUMENT).im_list
    groups = [listed.add_group(str(number)) for number in range(GROUP_LIMIT)]
    for number in range(CONTACT_LIMIT):
        contact = Contact(0, 0, str(number), f"{number}@example.com", created="2026-01-05T08:00:00Z")
        listed.add_contact(contact, listed.group(groups[number % GROUP_LIMIT].number))
    answer = asking.ews("<m:GetImItemList/>")
    assert len(answer.all(".//t:ImGroup")) == GROUP_LIMIT + 3
    assert len(answer.all(".//t:Persona")) == CONTACT_LIMIT
    assert len(answer.all(".//t:MemberCorrelationKey/t:ItemId")) == CONTACT_LIMIT
