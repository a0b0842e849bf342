"""What a server does by MS-OXWSCOS sections 2.2.4 and 3.1.4; tests are named after sections."""

import pytest

from inspector.protocols import oxwscos
from inspector.protocols.oxwscos.im_list import CONTACT_LIMIT, GROUP_LIMIT, Contact, ImList
from inspector.simulator import Simulator
from tests.simulator.asking import Answer, Asking

TAGGED, OTHER, USER, DG, FAVORITES = (
    f"IPM.DistList.MOC.{name}" for name in ("Tagged", "OtherContacts", "UserGroup", "DG", "Favorites")
)


class ContactList:
    """The operations, short enough for tests; what they return are ids."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking

    def ask(self, operation: str, **parts: str) -> Answer:
        children = "".join(
            f'<m:{name} Id="{value}"/>' if name.endswith("Id") else f"<m:{name}>{value}</m:{name}>"
            for name, value in parts.items()
        )
        return self.asking.ews(f"<m:{operation}>{children}</m:{operation}>")

    def group(self, name: str) -> str:
        return self.ask("AddImGroup", DisplayName=name).text(".//t:ExchangeStoreId/@Id")

    def contact(self, address: str, group: str = "") -> str:
        parts = {"ImAddress": address} | ({"GroupId": group} if group else {})
        answer = self.ask("AddNewImContactToGroup", **parts)
        return answer.text(".//t:EmailAddress/t:ItemId/@Id")

    def members(self) -> dict[str, set[str]]:
        """The ids of the contacts in each group, by the name of the group."""
        answer = self.ask("GetImItemList")
        return {
            group.findtext("{*}DisplayName"): {item.get("Id") for item in group.iter("{*}ItemId")}
            for group in answer.all(".//t:ImGroup")
        }

    def personas(self) -> list[str]:
        return self.ask("GetImItemList").texts(".//t:Persona/t:ImAddress")

    def of_kind(self, kind: str) -> str:
        return self.ask("GetImItemList").text(f".//t:ImGroup[t:GroupType='{kind}']/t:ExchangeStoreId/@Id")


@pytest.fixture
def contacts() -> ContactList:
    return ContactList(Asking())


# -- 2.2.4.2 ---------------------------------------------------------------------------------------------


def test_2_2_4_2_a_list_has_one_tagged_one_other_contacts_and_one_favorites_group(
    contacts: ContactList,
) -> None:
    contacts.group("Friends")
    kinds = contacts.ask("GetImItemList").texts(".//t:GroupType")
    assert sorted(kinds) == sorted([OTHER, TAGGED, FAVORITES, USER])


def test_2_2_4_2_other_contacts_has_those_that_are_in_no_other_group(contacts: ContactList) -> None:
    anna = contacts.contact("anna@example.com")
    assert contacts.members()["Other Contacts"] == {anna}
    friends = contacts.group("Friends")
    assert contacts.ask("AddImContactToGroup", ContactId=anna, GroupId=friends).code == "NoError"
    members = contacts.members()
    assert (members["Other Contacts"], members["Friends"]) == (set(), {anna})
    contacts.ask("AddImContactToGroup", ContactId=anna)
    assert contacts.members() == members, "it has a place already"


def test_2_2_4_2_a_group_has_name_class_identifier_members_and_a_distribution_group_its_address(
    contacts: ContactList,
) -> None:
    anna = contacts.contact("anna@example.com", contacts.group("Friends"))
    contacts.ask("AddDistributionGroupToImList", SmtpAddress="team@example.com", DisplayName="Team")
    listed = contacts.ask("GetImItemList")
    shown = {
        group.findtext("{*}DisplayName"): (group.findtext("{*}GroupType"), group.findtext("{*}SmtpAddress"))
        for group in listed.all(".//t:ImGroup")
    }
    assert shown == {
        "Other Contacts": (OTHER, None),
        "Tagged": (TAGGED, None),
        "Favorites": (FAVORITES, None),
        "Friends": (USER, None),
        "Team": (DG, "team@example.com"),
    }
    handles = listed.texts(".//t:ImGroup/t:ExchangeStoreId/@Id")
    assert len(set(handles)) == len(handles) == 5
    assert contacts.members()["Friends"] == {anna}


def test_2_2_4_1_and_2_2_4_3_and_3_1_4_6_3_2_the_list_has_the_groups_and_the_contacts(
    contacts: ContactList,
) -> None:
    contacts.contact("anna@example.com", contacts.group("Friends"))
    contacts.contact("bert@example.com")
    answer = contacts.ask("GetImItemList")
    assert len(answer.all("m:ImItemList/t:Groups/t:ImGroup")) == 4
    personas = answer.texts("m:ImItemList/t:Personas/t:Persona/t:ImAddress")
    assert sorted(personas) == ["anna@example.com", "bert@example.com"]


# -- 3.1.4.1 ---------------------------------------------------------------------------------------------


def test_3_1_4_and_3_1_4_1_and_3_1_4_1_3_2_a_distribution_group_of_the_same_address_is_not_made_again(
    contacts: ContactList,
) -> None:
    first = contacts.ask("AddDistributionGroupToImList", SmtpAddress="team@example.com", DisplayName="Team")
    assert first.text(".//t:GroupType") == DG
    assert first.text(".//t:SmtpAddress") == "team@example.com"
    again = contacts.ask("AddDistributionGroupToImList", SmtpAddress="Team@Example.com", DisplayName="Other")
    assert again.text(".//t:ExchangeStoreId/@Id") == first.text(".//t:ExchangeStoreId/@Id")
    assert again.text(".//t:DisplayName") == "Team"


def test_3_1_4_1_3_1_an_address_that_is_none_is_refused(contacts: ContactList) -> None:
    answer = contacts.ask("AddDistributionGroupToImList", SmtpAddress="team", DisplayName="Team")
    assert answer.code == "ErrorInvalidImDistributionGroupSmtpAddress"
    assert answer.all(".//m:ImGroup") == []


# -- 3.1.4.2 ---------------------------------------------------------------------------------------------


def test_3_1_4_2_and_3_1_4_2_3_1_only_existing_contacts_and_groups_are_accepted(
    contacts: ContactList,
) -> None:
    anna, friends = contacts.contact("anna@example.com"), contacts.group("Friends")
    ask = contacts.ask
    assert ask("AddImContactToGroup", ContactId="x", GroupId=friends).code == "ErrorInvalidImContactId"
    assert ask("AddImContactToGroup", ContactId=anna, GroupId="x").code == "ErrorInvalidImGroupId"
    assert ask("AddImContactToGroup", ContactId=friends, GroupId=anna).code == "ErrorInvalidImContactId"
    team = ask("AddDistributionGroupToImList", SmtpAddress="team@example.com", DisplayName="Team")
    dg = team.text(".//t:ExchangeStoreId/@Id")
    assert ask("AddImContactToGroup", ContactId=anna, GroupId=dg).code == "ErrorInvalidImGroupId"


def test_3_1_4_and_3_1_4_2_3_1_a_contact_can_be_in_several_groups_and_is_in_each_once(
    contacts: ContactList,
) -> None:
    friends, work = contacts.group("Friends"), contacts.group("Work")
    anna = contacts.contact("anna@example.com", friends)
    for _ in range(2):
        assert contacts.ask("AddImContactToGroup", ContactId=anna, GroupId=work).code == "NoError"
    members = contacts.members()
    assert members["Friends"] == members["Work"] == {anna}
    assert contacts.personas() == ["anna@example.com"]


# -- 3.1.4.3 ---------------------------------------------------------------------------------------------


def test_3_1_4_and_3_1_4_3_and_3_1_4_3_3_2_the_new_group_has_its_name_type_and_identifier(
    contacts: ContactList,
) -> None:
    answer = contacts.ask("AddImGroup", DisplayName="Friends")
    assert answer.text(".//t:DisplayName") == "Friends"
    assert answer.text(".//t:GroupType") == USER
    assert answer.text(".//t:ExchangeStoreId/@Id")
    assert answer.text(".//t:ExchangeStoreId/@ChangeKey")


def test_3_1_4_3_a_group_of_the_same_name_is_returned(contacts: ContactList) -> None:
    assert contacts.group("Friends") == contacts.group("Friends")
    assert len(contacts.members()) == 4


def test_3_1_4_3_there_can_be_64_groups_besides_those_that_every_list_has(contacts: ContactList) -> None:
    first = contacts.group("0")
    for number in range(1, GROUP_LIMIT):
        contacts.group(str(number))
    assert contacts.ask("AddImGroup", DisplayName="one more").code == "ErrorImGroupLimitReached"
    answer = contacts.ask("AddDistributionGroupToImList", SmtpAddress="t@example.com", DisplayName="T")
    assert answer.code == "NoError", "no limit is given for distribution groups, and they do not count"
    assert contacts.group("0") == first, "a group of that name exists: the limit does not matter"
    contacts.ask("RemoveImGroup", GroupId=first)
    assert contacts.ask("AddImGroup", DisplayName="one more").code == "NoError"


# -- 3.1.4.4 and 3.1.4.5 ---------------------------------------------------------------------------------


def test_3_1_4_and_3_1_4_4_3_1_and_3_1_4_4_3_2_a_new_contact_without_a_group_goes_to_other_contacts(
    contacts: ContactList,
) -> None:
    answer = contacts.ask("AddNewImContactToGroup", ImAddress="anna@example.com", DisplayName="Anna")
    assert answer.text(".//m:Persona/t:DisplayName") == "Anna"
    assert answer.text(".//m:Persona/t:ImAddress") == "anna@example.com"
    assert answer.text(".//m:Persona/t:PersonaType") == "Person"
    assert contacts.members()["Other Contacts"] == {answer.text(".//t:EmailAddress/t:ItemId/@Id")}


def test_3_1_4_4_a_contact_of_the_same_address_is_left_as_it_is(contacts: ContactList) -> None:
    friends, work = contacts.group("Friends"), contacts.group("Work")
    anna = contacts.contact("anna@example.com", friends)
    assert contacts.contact("sip:Anna@Example.com", work) == anna
    members = contacts.members()
    assert (members["Friends"], members["Work"]) == ({anna}, set())


def test_3_1_4_and_3_1_4_5_3_1_and_3_1_4_5_3_2_a_tel_uri_contact_has_its_number_and_its_sip_address(
    contacts: ContactList,
) -> None:
    def add(tel: str) -> Answer:
        return contacts.ask(
            "AddNewTelUriContactToGroup",
            TelUriAddress=tel,
            ImContactSipUriAddress="sip:bert@example.com",
            ImTelephoneNumber="+14255550123",
        )

    answer = add("tel:+14255550123")
    assert answer.text(".//t:ImAddress") == "tel:+14255550123"
    assert answer.text(".//t:PhoneNumber/t:Number") == "+14255550123"
    assert answer.text(".//t:EmailAddress/t:EmailAddress") == "bert@example.com"
    again = add("tel:+14255550123")
    assert again.text(".//t:PersonaId/@Id") == answer.text(".//t:PersonaId/@Id")
    assert len(contacts.personas()) == 1


def test_3_1_4_4_and_3_1_4_5_a_list_has_room_for_1000_contacts(contacts: ContactList) -> None:
    listed = contacts.asking.simulator.default_account.state_of(oxwscos.DOCUMENT).im_list
    other = listed.groups()[0]
    for number in range(CONTACT_LIMIT - 1):
        listed.add_contact(
            Contact(0, 0, str(number), f"{number}@example.com", created="2026-01-05T08:00:00Z"), other
        )
        other = listed.group(other.number)
    assert contacts.contact("last@example.com")
    full = contacts.ask("AddNewImContactToGroup", ImAddress="too-many@example.com")
    assert full.code == "ErrorImContactLimitReached"
    assert full.all(".//m:Persona") == []
    tel = {"ImContactSipUriAddress": "sip:x@example.com", "ImTelephoneNumber": "1"}
    assert contacts.ask("AddNewTelUriContactToGroup", TelUriAddress="tel:1", **tel).code == (
        "ErrorImContactLimitReached"
    )
    assert contacts.ask("AddNewImContactToGroup", ImAddress="7@example.com").code == "NoError"
    assert len(contacts.personas()) == CONTACT_LIMIT


@pytest.mark.parametrize("address", ["ImAddress", "TelUriAddress"])
def test_3_1_4_4_3_1_and_3_1_4_5_3_1_a_new_contact_goes_into_the_group_that_is_named(
    contacts: ContactList, address: str
) -> None:
    tel = address == "TelUriAddress"
    more = {"ImContactSipUriAddress": "sip:b@example.com", "ImTelephoneNumber": "1"} if tel else {}
    operation = "AddNewTelUriContactToGroup" if tel else "AddNewImContactToGroup"
    parts = {address: "tel:1" if tel else "b@example.com"} | more
    assert contacts.ask(operation, **parts, GroupId="x").code == "ErrorInvalidImGroupId"
    assert contacts.personas() == []
    made = contacts.ask(operation, **parts, GroupId=contacts.group("Friends"))
    members = contacts.members()
    assert members["Friends"] == {made.text(".//t:EmailAddress/t:ItemId/@Id")}
    assert members["Other Contacts"] == set()


def test_3_1_4_5_3_1_a_new_tel_uri_contact_without_a_group_goes_to_other_contacts(
    contacts: ContactList,
) -> None:
    sip = {"ImContactSipUriAddress": "sip:b@example.com", "ImTelephoneNumber": "1"}
    made = contacts.ask("AddNewTelUriContactToGroup", TelUriAddress="tel:1", **sip)
    assert contacts.members()["Other Contacts"] == {made.text(".//t:EmailAddress/t:ItemId/@Id")}


@pytest.mark.parametrize(
    ("operation", "parts"),
    [
        ("AddDistributionGroupToImList", {"SmtpAddress": "", "DisplayName": "x"}),
        ("AddDistributionGroupToImList", {"SmtpAddress": "t@example.com", "DisplayName": ""}),
        ("AddImGroup", {"DisplayName": ""}),
        ("AddNewImContactToGroup", {"ImAddress": ""}),
        ("AddNewTelUriContactToGroup", {"TelUriAddress": ""}),
        ("SetImGroup", {"GroupId": "x", "NewDisplayName": ""}),
    ],
    ids=[
        "3_1_4_1_3_1 address",
        "3_1_4_1_3_1 name",
        "3_1_4_3_3_1",
        "3_1_4_4_3_1",
        "3_1_4_5_3_1",
        "3_1_4_12_3_1",
    ],
)
def test_what_is_not_to_be_empty_is_refused_if_it_is(
    contacts: ContactList, operation: str, parts: dict[str, str]
) -> None:
    tel = operation == "AddNewTelUriContactToGroup"
    more = {"ImContactSipUriAddress": "sip:b@example.com", "ImTelephoneNumber": "1"} if tel else {}
    answer = contacts.ask(operation, **parts, **more)
    assert answer.fault is not None
    assert answer.fault.detail_text("ResponseCode") == "ErrorSchemaValidation"


def test_3_1_4_3_a_request_for_a_group_has_a_name_and_nothing_else(contacts: ContactList) -> None:
    answer = contacts.ask("AddImGroup", DisplayName="Friends", SmtpAddress="t@example.com")
    assert answer.fault is not None
    assert answer.fault.detail_text("ResponseCode") == "ErrorSchemaValidation"
    assert set(contacts.members()) == {"Other Contacts", "Tagged", "Favorites"}


# -- 3.1.4.6 and 3.1.4.7 ---------------------------------------------------------------------------------


def test_3_1_4_6_contacts_in_no_group_are_not_returned(contacts: ContactList) -> None:
    anna = contacts.contact("anna@example.com")
    contacts.contact("bert@example.com")
    contacts.ask("RemoveContactFromImList", ContactId=anna)
    assert contacts.personas() == ["bert@example.com"]


def test_3_1_4_and_3_1_4_7_3_1_and_3_1_4_7_3_2_get_im_items_returns_what_is_asked_for(
    contacts: ContactList,
) -> None:
    friends, work = contacts.group("Friends"), contacts.group("Work")
    anna, bert = contacts.contact("anna@example.com", friends), contacts.contact("bert@example.com", work)
    answer = contacts.asking.ews(
        f'<m:GetImItems><m:ContactIds><t:ItemId Id="{bert}"/></m:ContactIds>'
        f'<m:GroupIds><t:ItemId Id="{friends}"/></m:GroupIds></m:GetImItems>'
    )
    assert answer.texts(".//t:ImGroup/t:DisplayName") == ["Friends"]
    assert answer.texts(".//t:MemberCorrelationKey/t:ItemId/@Id") == [anna]
    assert answer.texts(".//t:Persona/t:ImAddress") == ["bert@example.com"]


def test_3_1_4_get_im_item_list_returns_all_groups_and_contacts(contacts: ContactList) -> None:
    friends = contacts.group("Friends")
    for number in range(5):
        contacts.contact(f"{number}@example.com", friends if number % 2 else "")
    members = contacts.members()
    assert {name: len(ids) for name, ids in members.items()} == {
        "Other Contacts": 3,
        "Tagged": 0,
        "Favorites": 0,
        "Friends": 2,
    }
    assert len(contacts.personas()) == 5


@pytest.mark.parametrize(
    ("part", "code"), [("ContactIds", "ErrorInvalidImContactId"), ("GroupIds", "ErrorInvalidImGroupId")]
)
def test_3_1_4_7_identifiers_of_nothing_are_errors(contacts: ContactList, part: str, code: str) -> None:
    answer = contacts.asking.ews(
        f'<m:GetImItems><m:{part}><t:ItemId Id="AAMkAGI="/></m:{part}></m:GetImItems>'
    )
    assert answer.code == code
    assert answer.all(".//m:ImItemList") == []


# -- 3.1.4.8 to 3.1.4.11 ---------------------------------------------------------------------------------


def test_3_1_4_and_3_1_4_8_3_1_a_contact_is_removed_from_all_groups_and_can_be_added_again(
    contacts: ContactList,
) -> None:
    friends, work = contacts.group("Friends"), contacts.group("Work")
    anna = contacts.contact("anna@example.com", friends)
    contacts.ask("AddImContactToGroup", ContactId=anna, GroupId=work)
    assert contacts.ask("RemoveContactFromImList", ContactId=anna).code == "NoError"
    assert not any(contacts.members().values())
    assert contacts.ask("AddImContactToGroup", ContactId=anna, GroupId=work).code == "NoError"
    assert contacts.members()["Work"] == {anna}
    assert contacts.ask("RemoveContactFromImList", ContactId="x").code == "ErrorInvalidImContactId"


def test_3_1_4_and_3_1_4_9_3_1_only_distribution_groups_are_removed_by_their_operation(
    contacts: ContactList,
) -> None:
    team = contacts.ask("AddDistributionGroupToImList", SmtpAddress="team@example.com", DisplayName="Team")
    dg, friends = team.text(".//t:ExchangeStoreId/@Id"), contacts.group("Friends")
    assert contacts.ask("RemoveImGroup", GroupId=dg).code == "ErrorInvalidImGroupId"
    assert contacts.ask("RemoveDistributionGroupFromImList", GroupId=friends).code == "ErrorInvalidImGroupId"
    assert contacts.ask("RemoveDistributionGroupFromImList", GroupId=dg).code == "NoError"
    assert "Team" not in contacts.members()
    assert contacts.ask("RemoveDistributionGroupFromImList", GroupId=dg).code == "ErrorInvalidImGroupId"


def exists(contacts: ContactList, contact: str) -> bool:
    return contacts.ask("AddImContactToGroup", ContactId=contact).code == "NoError"


def test_3_1_4_10_and_3_1_4_10_3_1_a_contact_with_another_place_stays_there(contacts: ContactList) -> None:
    friends, work = contacts.group("Friends"), contacts.group("Work")
    anna = contacts.contact("anna@example.com", friends)
    contacts.ask("AddImContactToGroup", ContactId=anna, GroupId=work)
    assert contacts.ask("RemoveImContactFromGroup", ContactId=anna, GroupId=work).code == "NoError"
    members = contacts.members()
    assert (members["Friends"], members["Work"]) == ({anna}, set())
    again = contacts.ask("RemoveImContactFromGroup", ContactId=anna, GroupId=work)
    assert again.code == "ErrorUnableToRemoveImContactFromGroup"


def test_3_1_4_and_3_1_4_10_a_contact_of_this_group_only_is_removed_though_it_is_tagged(
    contacts: ContactList,
) -> None:
    friends = contacts.group("Friends")
    anna = contacts.contact("anna@example.com", friends)
    contacts.ask("AddImContactToGroup", ContactId=anna, GroupId=contacts.of_kind(TAGGED))
    contacts.ask("RemoveImContactFromGroup", ContactId=anna, GroupId=friends)
    assert not any(contacts.members().values())
    assert not exists(contacts, anna)


def test_3_1_4_10_a_contact_leaves_tagged_and_is_removed_only_if_it_was_nowhere_else(
    contacts: ContactList,
) -> None:
    tagged, friends = contacts.of_kind(TAGGED), contacts.group("Friends")
    anna, bert = contacts.contact("anna@example.com", friends), contacts.contact("bert@example.com", tagged)
    contacts.ask("AddImContactToGroup", ContactId=anna, GroupId=tagged)
    for contact in (anna, bert):
        contacts.ask("RemoveImContactFromGroup", ContactId=contact, GroupId=tagged)
    members = contacts.members()
    assert (members["Tagged"], members["Friends"]) == (set(), {anna})
    assert exists(contacts, anna)
    assert not exists(contacts, bert)


def test_3_1_4_and_3_1_4_11_and_3_1_4_11_3_1_a_group_is_removed_with_the_contacts_in_no_other(
    contacts: ContactList,
) -> None:
    friends, work = contacts.group("Friends"), contacts.group("Work")
    anna, bert = contacts.contact("anna@example.com", friends), contacts.contact("bert@example.com", friends)
    contacts.ask("AddImContactToGroup", ContactId=anna, GroupId=work)
    contacts.ask("AddImContactToGroup", ContactId=bert, GroupId=contacts.of_kind(TAGGED))
    assert contacts.ask("RemoveImGroup", GroupId=friends).code == "NoError"
    members = contacts.members()
    assert "Friends" not in members
    assert members["Work"] == {anna}
    assert members["Tagged"] == set(), "Tagged does not count as another place"
    assert not exists(contacts, bert)
    assert contacts.ask("RemoveImGroup", GroupId=friends).code == "ErrorInvalidImGroupId"


def test_3_1_4_11_when_tagged_is_removed_only_contacts_of_tagged_alone_go(contacts: ContactList) -> None:
    tagged, friends = contacts.of_kind(TAGGED), contacts.group("Friends")
    anna, bert = contacts.contact("anna@example.com", friends), contacts.contact("bert@example.com", tagged)
    contacts.ask("AddImContactToGroup", ContactId=anna, GroupId=tagged)
    contacts.ask("RemoveImGroup", GroupId=tagged)
    members = contacts.members()
    assert (members["Tagged"], members["Friends"]) == (set(), {anna})
    assert not exists(contacts, bert)


# -- 3.1.4.12 and 3.1.4.13 -------------------------------------------------------------------------------


def test_3_1_4_and_3_1_4_12_3_1_the_display_name_of_a_group_is_changed(contacts: ContactList) -> None:
    friends, work = contacts.group("Friends"), contacts.group("Work")
    assert contacts.ask("SetImGroup", GroupId=friends, NewDisplayName="Best friends").code == "NoError"
    assert set(contacts.members()) == {"Other Contacts", "Tagged", "Favorites", "Best friends", "Work"}
    taken = contacts.ask("SetImGroup", GroupId=work, NewDisplayName="Best friends")
    assert taken.code == "ErrorImGroupDisplayNameAlreadyExists"
    assert contacts.ask("SetImGroup", GroupId="x", NewDisplayName="y").code == "ErrorInvalidImGroupId"
    tagged = contacts.of_kind(TAGGED)
    assert contacts.ask("SetImGroup", GroupId=tagged, NewDisplayName="y").code == "ErrorInvalidImGroupId"


def test_3_1_4_and_3_1_4_13_and_3_1_4_13_3_1_the_migration_of_the_list_is_noted(
    contacts: ContactList,
) -> None:
    account = contacts.asking.simulator.default_account
    for completed in ("true", "false", "1"):
        answer = contacts.ask("SetImListMigrationCompleted", ImListMigrationCompleted=completed)
        assert answer.code == "NoError"
        assert account.state_of(oxwscos.DOCUMENT).migrated is (completed != "false")


def test_change_keys_of_groups_move_on(contacts: ContactList) -> None:
    def key() -> str:
        return contacts.ask("GetImItemList").text(
            ".//t:ImGroup[t:DisplayName='Friends']/t:ExchangeStoreId/@ChangeKey"
        )

    friends = contacts.group("Friends")
    before = key()
    contacts.contact("anna@example.com", friends)
    assert key() != before


@pytest.mark.parametrize("version", ["Exchange2007_SP1", "Exchange2010_SP2"])
def test_8_versions_before_2013_have_no_contact_list(version: str) -> None:
    answer = Asking(version=version).ews("<m:GetImItemList/>")
    assert answer.fault is not None
    assert answer.fault.detail_text("ResponseCode") == "ErrorInvalidRequest"


def test_each_mailbox_has_a_list_of_its_own() -> None:
    simulator = Simulator()
    anna, bert = (ContactList(Asking(simulator, f"{name}@example.com")) for name in ("anna", "bert"))
    anna.group("Friends")
    assert "Friends" not in bert.members()


def test_a_list_that_is_empty_makes_its_groups_when_it_is_looked_at() -> None:
    class Nowhere:
        number = 0

        def next_change(self) -> int:
            self.number += 1
            return self.number

        def keep(self, thing: object) -> None:
            """Keeps nothing."""

        def drop(self, thing: object) -> None:
            """Has nothing."""

    assert [group.name for group in ImList(Nowhere()).groups()] == ["Other Contacts", "Tagged", "Favorites"]
