"""Contacts in the simulator: what clients set is given back, and what follows from it is added."""

import pytest

from tests.simulator.asking import Answer, Asking, item_id, without_key

ANNA = (
    "<t:FileAsMapping>LastCommaFirst</t:FileAsMapping><t:GivenName>Anna</t:GivenName>"
    "<t:CompanyName>Example &amp; Co</t:CompanyName>"
    '<t:EmailAddresses><t:Entry Key="EmailAddress1">anna@example.com</t:Entry>'
    '<t:Entry Key="EmailAddress2">anna@example.net</t:Entry></t:EmailAddresses>'
    '<t:PhysicalAddresses><t:Entry Key="Business"><t:Street>1 Main Street</t:Street>'
    "<t:City>Springfield</t:City>"
    "</t:Entry></t:PhysicalAddresses>"
    '<t:PhoneNumbers><t:Entry Key="MobilePhone">+1 425 555 0100</t:Entry></t:PhoneNumbers>'
    "<t:Surname>Müller</t:Surname>"
)


@pytest.fixture
def asking() -> Asking:
    return Asking()


def made(asking: Asking, contact: str = ANNA, folder: str = "") -> str:
    answer = create(asking, contact, folder)
    assert answer.code == "NoError"
    return item_id(answer)


def create(asking: Asking, contact: str, folder: str = "") -> Answer:
    target = folder and f'<m:SavedItemFolderId><t:DistinguishedFolderId Id="{folder}"/></m:SavedItemFolderId>'
    return asking.ews(
        f"<m:CreateItem>{target}<m:Items><t:Contact>{contact}</t:Contact></m:Items></m:CreateItem>"
    )


def update(asking: Asking, handle: str, *updates: str) -> Answer:
    return asking.ews(
        '<m:UpdateItem ConflictResolution="AutoResolve"><m:ItemChanges><t:ItemChange>'
        f"{handle}<t:Updates>{''.join(updates)}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>"
    )


def indexed(uri: str, key: str) -> str:
    return f'<t:IndexedFieldURI FieldURI="contacts:{uri}" FieldIndex="{key}"/>'


def of_entry(uri: str, key: str, dictionary: str, value: str) -> str:
    entry = f'<t:Entry Key="{key}">{value}</t:Entry>'
    return (
        f"<t:SetItemField>{indexed(uri, key)}<t:Contact><t:{dictionary}>{entry}</t:{dictionary}></t:Contact>"
        "</t:SetItemField>"
    )


def test_a_contact_is_given_back_as_it_was_set(asking: Asking) -> None:
    shown = asking.get(made(asking))
    assert shown.text(".//t:Contact/t:CompanyName") == "Example & Co"
    assert shown.texts(".//t:EmailAddresses/t:Entry") == ["anna@example.com", "anna@example.net"]
    assert shown.text(".//t:PhysicalAddresses/t:Entry[@Key='Business']/t:City") == "Springfield"
    assert shown.text(".//t:PhoneNumbers/t:Entry/@Key") == "MobilePhone"
    assert shown.text(".//t:ItemClass") == "IPM.Contact"


def test_names_make_more_names(asking: Asking) -> None:
    shown = asking.get(made(asking))
    assert shown.text(".//t:FileAs") == "Müller, Anna"
    assert shown.text(".//t:DisplayName") == "Anna Müller"
    assert shown.text(".//t:CompleteName/t:LastName") == "Müller"


@pytest.mark.parametrize(
    ("mapping", "filed"),
    [
        ("FirstSpaceLast", "Anna Müller"),
        ("Company", "Example & Co"),
        ("LastCommaFirstCompany", "Müller, Anna\r\nExample & Co"),
        ("CompanyLastFirst", "Example & Co\r\nMüllerAnna"),
    ],
)
def test_a_contact_is_filed_as_its_mapping_says(asking: Asking, mapping: str, filed: str) -> None:
    contact = ANNA.replace("LastCommaFirst", mapping)
    assert (
        asking.get(made(asking, contact)).text(".//t:FileAs").replace("\n", "\r\n").replace("\r\r", "\r")
        == filed
    )


def test_one_entry_is_set_and_deleted_and_the_others_stay(asking: Asking) -> None:
    handle = made(asking)
    changed = update(
        asking,
        handle,
        of_entry("EmailAddress", "EmailAddress2", "EmailAddresses", "a.mueller@example.org"),
        of_entry("PhysicalAddress:City", "Business", "PhysicalAddresses", "<t:City>Shelbyville</t:City>"),
        f"<t:DeleteItemField>{indexed('PhysicalAddress:Street', 'Business')}</t:DeleteItemField>",
        f"<t:DeleteItemField>{indexed('PhoneNumber', 'MobilePhone')}</t:DeleteItemField>",
    )
    assert changed.codes == ["NoError"]
    shown = asking.get(without_key(handle))
    assert shown.texts(".//t:EmailAddresses/t:Entry") == ["anna@example.com", "a.mueller@example.org"]
    assert [one.tag.rpartition("}")[2] for one in shown.all(".//t:PhysicalAddresses/t:Entry/*")] == ["City"]
    assert shown.text(".//t:PhysicalAddresses/t:Entry/t:City") == "Shelbyville"
    assert shown.all(".//t:PhoneNumbers") == []


def test_a_change_of_the_name_changes_what_follows_from_it(asking: Asking) -> None:
    handle = made(asking)
    name = (
        '<t:SetItemField><t:FieldURI FieldURI="contacts:Surname"/><t:Contact><t:Surname>Maier</t:Surname>'
        "</t:Contact></t:SetItemField>"
    )
    assert update(asking, handle, name).code == "NoError"
    shown = asking.get(without_key(handle))
    assert (shown.text(".//t:FileAs"), shown.text(".//t:CompleteName/t:LastName")) == ("Maier, Anna", "Maier")


def test_what_does_not_fit_an_entry_is_refused(asking: Asking) -> None:
    handle = made(asking)
    wrong = of_entry("EmailAddress", "EmailAddress1", "ImAddresses", "x")
    assert (
        update(
            asking,
            handle,
            wrong.replace("ImAddresses", "PhoneNumbers").replace(
                'Entry Key="EmailAddress1"', 'Entry Key="Pager"'
            ),
        ).code
        == "ErrorUpdatePropertyMismatch"
    )
    mail = '<t:DeleteItemField><t:FieldURI FieldURI="message:IsRead"/></t:DeleteItemField>'
    assert update(asking, handle, mail).code == "ErrorInvalidPropertyRequest"
    picture = '<t:DeleteItemField><t:FieldURI FieldURI="contacts:HasPicture"/></t:DeleteItemField>'
    assert update(asking, handle, picture).code == "ErrorInvalidPropertyDelete"


def test_one_entry_is_shown_if_only_that_is_asked_for(asking: Asking) -> None:
    more = f"<t:AdditionalProperties>{indexed('EmailAddress', 'EmailAddress2')}</t:AdditionalProperties>"
    shown = asking.get(made(asking), base="IdOnly", more=more)
    assert shown.texts(".//t:EmailAddresses/t:Entry") == ["anna@example.net"]


def test_contacts_are_found_by_name_and_listed_in_their_folder(asking: Asking) -> None:
    made(asking)
    made(asking, "<t:GivenName>Ben</t:GivenName>")
    where = (
        '<m:Restriction><t:Contains ContainmentMode="Substring" ContainmentComparison="IgnoreCase">'
        '<t:FieldURI FieldURI="contacts:GivenName"/><t:Constant Value="ann"/></t:Contains></m:Restriction>'
    )
    assert len(asking.find("contacts").all(".//t:Contact")) == 2
    assert asking.find("contacts", base="Default", more=where).texts(".//t:DisplayName") == ["Anna Müller"]


def test_a_contact_moves_is_copied_and_deleted(asking: Asking) -> None:
    handle = made(asking)
    to = '<m:ToFolderId><t:DistinguishedFolderId Id="deleteditems"/></m:ToFolderId>'
    copied = asking.ews(f"<m:CopyItem>{to}<m:ItemIds>{handle}</m:ItemIds></m:CopyItem>")
    assert copied.text(".//t:Contact/t:ItemId/@Id")
    deleted = f'<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>{handle}</m:ItemIds></m:DeleteItem>'
    assert asking.ews(deleted).code == "NoError"
    assert asking.get(handle).code == "ErrorItemNotFound"


def test_a_contact_belongs_into_a_contacts_folder(asking: Asking) -> None:
    assert create(asking, ANNA, "inbox").code == "ErrorCannotCreateContactInNonContactFolder"


def test_mail_and_contacts_are_made_in_one_request(asking: Asking) -> None:
    both = asking.ews(
        '<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message/><t:Contact/></m:Items>'
        "</m:CreateItem>"
    )
    assert both.codes == ["NoError", "NoError"]


@pytest.mark.parametrize("version", ["Exchange2007_SP1", "Exchange2010_SP2", "Exchange2013"])
def test_older_servers_show_what_they_had(version: str) -> None:
    asking = Asking(version=version)
    shown = asking.get(made(asking))
    assert bool(shown.all(".//t:HasPicture")) is (version != "Exchange2007_SP1")
    assert bool(shown.all(".//t:EmailAddresses/t:Entry/@RoutingType")) is (version != "Exchange2007_SP1")
