"""The 13 operations of MS-OXWSCOS as a server carries them out (section 3.1.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from lxml import etree

from inspector.protocols.common.answers import M, add, answering
from inspector.protocols.common.reading import boolean, child, children, only, required, text_of
from inspector.protocols.oxwscos.contact_list import ContactList
from inspector.protocols.oxwscos.im_list import Contact, Group, GroupType


def add_distribution_group(
    payload: etree._Element, contact_list: ContactList, at: float
) -> Iterable[etree._Element]:
    """Section 3.1.4.1."""
    only(payload, ("SmtpAddress", "DisplayName"))
    smtp, name = text_of(required(payload, "SmtpAddress")), text_of(required(payload, "DisplayName"))
    yield _group(M.ImGroup(), contact_list, contact_list.im_list.add_distribution_group(smtp, name))


def add_contact(payload: etree._Element, contact_list: ContactList, at: float) -> Iterable[etree._Element]:
    """Section 3.1.4.2. Without a GroupId: OtherContacts, as its sisters have it."""
    only(payload, ("ContactId", "GroupId"))
    contact = contact_list.im_list.contact(_number(contact_list, payload, "ContactId"))
    contact_list.im_list.place(contact, _named_group(contact_list, payload))
    return ()


def add_group(payload: etree._Element, contact_list: ContactList, at: float) -> Iterable[etree._Element]:
    """Section 3.1.4.3."""
    only(payload, ("DisplayName",))
    yield _group(
        M.ImGroup(), contact_list, contact_list.im_list.add_group(text_of(required(payload, "DisplayName")))
    )


def add_new_contact(
    payload: etree._Element, contact_list: ContactList, at: float
) -> Iterable[etree._Element]:
    """Section 3.1.4.4."""
    only(payload, ("ImAddress", "DisplayName", "GroupId"))
    address = text_of(required(payload, "ImAddress"))
    name = text_of(child(payload, "DisplayName")) or address
    new = Contact(0, 0, name, address, created=contact_list.time(at))
    yield _persona(
        M.Persona(), contact_list, contact_list.im_list.add_contact(new, _named_group(contact_list, payload))
    )


def add_new_tel_uri_contact(
    payload: etree._Element, contact_list: ContactList, at: float
) -> Iterable[etree._Element]:
    """Section 3.1.4.5."""
    only(payload, ("TelUriAddress", "ImContactSipUriAddress", "ImTelephoneNumber", "GroupId"))
    tel = text_of(required(payload, "TelUriAddress"))
    sip = text_of(required(payload, "ImContactSipUriAddress"))
    phone = text_of(required(payload, "ImTelephoneNumber"))
    new = Contact(0, 0, phone, tel, sip, phone, contact_list.time(at))
    yield _persona(
        M.Persona(), contact_list, contact_list.im_list.add_contact(new, _named_group(contact_list, payload))
    )


def get_list(payload: etree._Element, contact_list: ContactList, at: float) -> Iterable[etree._Element]:
    """Section 3.1.4.6."""
    only(payload, ("ExtendedProperties",))
    yield _item_list(contact_list, contact_list.im_list.groups(), contact_list.im_list.contacts())


def get_items(payload: etree._Element, contact_list: ContactList, at: float) -> Iterable[etree._Element]:
    """Section 3.1.4.7."""
    only(payload, ("ContactIds", "GroupIds", "ExtendedProperties"))
    listed = contact_list.im_list
    contacts = [
        listed.contact(contact_list.number_of(element.get("Id", "")))
        for element in children(child(payload, "ContactIds"))
    ]
    groups = [
        listed.group(contact_list.number_of(element.get("Id", "")))
        for element in children(child(payload, "GroupIds"))
    ]
    yield _item_list(contact_list, groups, contacts)


def remove_contact(payload: etree._Element, contact_list: ContactList, at: float) -> Iterable[etree._Element]:
    """Section 3.1.4.8."""
    only(payload, ("ContactId",))
    contact_list.im_list.take_off(contact_list.im_list.contact(_number(contact_list, payload, "ContactId")))
    return ()


def remove_distribution_group(
    payload: etree._Element, contact_list: ContactList, at: float
) -> Iterable[etree._Element]:
    """Section 3.1.4.9."""
    only(payload, ("GroupId",))
    contact_list.im_list.remove_distribution_group(
        contact_list.im_list.group(_number(contact_list, payload, "GroupId"))
    )
    return ()


def remove_contact_from_group(
    payload: etree._Element, contact_list: ContactList, at: float
) -> Iterable[etree._Element]:
    """Section 3.1.4.10."""
    only(payload, ("ContactId", "GroupId"))
    contact = contact_list.im_list.contact(_number(contact_list, payload, "ContactId"))
    contact_list.im_list.take_out(
        contact, contact_list.im_list.group(_number(contact_list, payload, "GroupId"))
    )
    return ()


def remove_group(payload: etree._Element, contact_list: ContactList, at: float) -> Iterable[etree._Element]:
    """Section 3.1.4.11."""
    only(payload, ("GroupId",))
    contact_list.im_list.remove_group(contact_list.im_list.group(_number(contact_list, payload, "GroupId")))
    return ()


def set_group(payload: etree._Element, contact_list: ContactList, at: float) -> Iterable[etree._Element]:
    """Section 3.1.4.12."""
    only(payload, ("GroupId", "NewDisplayName"))
    group = contact_list.im_list.group(_number(contact_list, payload, "GroupId"))
    contact_list.im_list.rename(group, text_of(required(payload, "NewDisplayName")))
    return ()


def set_migrated(payload: etree._Element, contact_list: ContactList, at: float) -> Iterable[etree._Element]:
    """Section 3.1.4.13."""
    only(payload, ("ImListMigrationCompleted",))
    contact_list.set_migrated(boolean(required(payload, "ImListMigrationCompleted")))
    return ()


SERVICE: Mapping[str, Callable[[etree._Element, ContactList, float], etree._Element]] = {
    name: answering(name, work)
    for name, work in {
        "AddDistributionGroupToImList": add_distribution_group,
        "AddImContactToGroup": add_contact,
        "AddImGroup": add_group,
        "AddNewImContactToGroup": add_new_contact,
        "AddNewTelUriContactToGroup": add_new_tel_uri_contact,
        "GetImItemList": get_list,
        "GetImItems": get_items,
        "RemoveContactFromImList": remove_contact,
        "RemoveDistributionGroupFromImList": remove_distribution_group,
        "RemoveImContactFromGroup": remove_contact_from_group,
        "RemoveImGroup": remove_group,
        "SetImGroup": set_group,
        "SetImListMigrationCompleted": set_migrated,
    }.items()
}
"""What carries out each operation: a function of the Body's child, the contact list and the clock time."""


def _number(contact_list: ContactList, payload: etree._Element, name: str) -> int | None:
    return contact_list.number_of(required(payload, name).get("Id", ""))


def _named_group(contact_list: ContactList, payload: etree._Element) -> Group:
    if child(payload, "GroupId") is not None:
        return contact_list.im_list.group(_number(contact_list, payload, "GroupId"))
    return next(group for group in contact_list.im_list.groups() if group.kind is GroupType.OTHER)


def _item_list(
    contact_list: ContactList, groups: Iterable[Group], contacts: Iterable[Contact]
) -> etree._Element:
    shown = M.ImItemList()
    listed = add(shown, "Groups")
    for group in groups:
        _group(add(listed, "ImGroup"), contact_list, group)
    personas = None
    for contact in contacts:
        personas = add(shown, "Personas") if personas is None else personas
        _persona(add(personas, "Persona"), contact_list, contact)
    return shown


def _group(element: etree._Element, contact_list: ContactList, group: Group) -> etree._Element:
    handle, change_key = contact_list.group_id(group)
    add(element, "DisplayName", group.name)
    add(element, "GroupType", group.kind)
    add(element, "ExchangeStoreId", Id=handle, ChangeKey=change_key)
    if group.members:
        members = add(element, "MemberCorrelationKey")
        for number in group.members:
            handle, change_key = contact_list.contact_id(contact_list.im_list.contact(number))
            add(members, "ItemId", Id=handle, ChangeKey=change_key)
    if group.smtp:
        add(element, "SmtpAddress", group.smtp)
    return element


def _persona(element: etree._Element, contact_list: ContactList, contact: Contact) -> etree._Element:
    """Shows a contact as a persona (MS-OXWSPERS section 2.2.4.19); its own id is beside its address."""
    handle, change_key = contact_list.contact_id(contact)
    add(element, "PersonaId", Id=contact_list.persona_id(contact))
    add(element, "PersonaType", "Person")
    add(element, "CreationTime", contact.created)
    for name in ("DisplayName", "DisplayNameFirstLast", "DisplayNameLastFirst", "FileAs"):
        add(element, name, contact.name)
    mail = add(element, "EmailAddress")
    add(mail, "Name", contact.name)
    add(mail, "EmailAddress", (contact.sip or contact.im_address).removeprefix("sip:"))
    add(mail, "RoutingType", "SMTP")
    add(mail, "MailboxType", "Contact")
    add(mail, "ItemId", Id=handle, ChangeKey=change_key)
    if contact.phone:
        phone = add(element, "PhoneNumber")
        add(phone, "Number", contact.phone)
        add(phone, "Type", "Business")
    add(element, "ImAddress", contact.im_address)
    source = add(add(element, "Attributions"), "Attribution")
    add(source, "Id", "0")
    add(source, "SourceId", Id=handle, ChangeKey=change_key)
    add(source, "DisplayName", "Quick Contacts")
    add(source, "IsWritable", "true")
    add(source, "IsQuickContact", "true")
    add(source, "IsHidden", "false")
    source.append(contact_list.quick_contacts())
    return element
