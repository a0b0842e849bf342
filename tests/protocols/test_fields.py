"""The vocabulary: what values are for, by the place in which they stand."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from inspector.protocols.common.namespaces import MESSAGES, TYPES
from inspector.protocols.fields import (
    UNKNOWN,
    Field,
    Role,
    element_field,
    field_of,
    header_field,
    parameter,
    setting,
)

ADDRESSING = "http://www.w3.org/2005/08/addressing"
AUTODISCOVER = "http://schemas.microsoft.com/exchange/2010/Autodiscover"
PLAIN_AUTODISCOVER = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"


def field_at(
    namespace: str,
    name: str,
    *,
    parent: str = "",
    attribute: str = "",
    attributes: Mapping[str, str] | None = None,
    before: tuple[str, Mapping[str, str]] | None = None,
    layer: str = "xml",
) -> Field:
    """Returns what a value in a place is for."""
    key = (layer, namespace, parent, name, attribute)
    return field_of(SimpleNamespace(key=key, attributes=attributes or {}, before=before))


@dataclass
class Standing:
    """A value, as far as the vocabulary asks for it."""

    name: str
    layer: str = "xml"
    namespace: str = TYPES
    parent: str = ""
    attribute: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, Mapping[str, str]] | None = None

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        return (self.layer, self.namespace, self.parent, self.name, self.attribute)


def extended(attributes: Mapping[str, str]) -> Standing:
    return Standing("Value", parent="ExtendedProperty", before=("ExtendedFieldURI", attributes))


@pytest.mark.parametrize(
    ("namespace", "parent", "name", "attribute", "role"),
    [
        (MESSAGES, "PlayOnPhone", "DialString", "", Role.PHONE),
        (MESSAGES, "ResetPIN", "Pin", "", Role.PIN),
        (MESSAGES, "AddImGroup", "DisplayName", "", Role.PERSON_NAME),
        (MESSAGES, "Disconnect", "CallId", "", Role.IDENTIFIER),
        (TYPES, "Mailbox", "Name", "", Role.PERSON_NAME),
        (TYPES, "FileAttachment", "Name", "", Role.FREE_TEXT),
        (TYPES, "ImGroup", "DisplayName", "", Role.PERSON_NAME),
        (TYPES, "Folder", "DisplayName", "", Role.FREE_TEXT),
        (TYPES, "ItemId", "ItemId", "ChangeKey", Role.CHANGE_KEY),
        (TYPES, "ItemIds", "ItemId", "Id", Role.IDENTIFIER),
        (TYPES, "Folders", "DistinguishedFolderId", "Id", Role.PLAIN),
        (TYPES, "Message", "IsRead", "", Role.PLAIN),
        (TYPES, "AdditionalProperties", "FieldURI", "FieldURI", Role.PLAIN),
        (TYPES, "Message", "MimeContent", "", Role.MIME),
        (TYPES, "Message", "DateTimeReceived", "", Role.SERVER_TIME),
        (TYPES, "Contact", "Birthday", "", Role.BIRTHDAY),
        (TYPES, "Children", "String", "", Role.PERSON_NAME),
        (TYPES, "UniqueSenders", "String", "", Role.PERSON_NAME),
        (TYPES, "Categories", "String", "", Role.FREE_TEXT),
        (TYPES, "IndexedFieldURI", "IndexedFieldURI", "FieldIndex", Role.FREE_TEXT),
        (TYPES, "Member", "Member", "Key", Role.BASE64_DATA),
        (TYPES, "NetworkItem", "ClientPublishSecret", "", Role.SECRET),
        (TYPES, "NetworkItem", "ClientToken", "", Role.SECRET),
        (TYPES, "NetworkItem", "RefreshToken2", "", Role.SECRET),
        (TYPES, "Header", "ProxyPartnerToken", "", Role.SECRET),
        (TYPES, "Contact", "SkypeAuthCertificate", "", Role.SECRET),
        (TYPES, "GroupIdentifier", "SecurityIdentifier", "", Role.SID),
        (TYPES, "SerializedSecurityContext", "UserSid", "", Role.SID),
        (TYPES, "Contact", "PersonName", "", Role.PERSON_NAME),
        (TYPES, "Message", "LastModifiedName", "", Role.PERSON_NAME),
        (TYPES, "Persona", "DisplayNameFirstLastHeader", "", Role.PERSON_NAME),
        (TYPES, "PostalAddress", "FormattedAddress", "", Role.PERSONAL),
        (TYPES, "ParcelDelivery", "StreetAddress", "", Role.PERSONAL),
        (TYPES, "Network", "UserEmail", "", Role.MAIL_ADDRESS),
        (TYPES, "Metadata", "InstalledBy", "", Role.PERSON_NAME),
        (TYPES, "UserId", "ExternalUserIdentity", "", Role.MAIL_ADDRESS),
        (ADDRESSING, "Header", "To", "", Role.URL),
        (ADDRESSING, "Header", "MessageID", "", Role.CLIENT_MADE),
        ("Email", "ApplicationData", "To", "", Role.PEOPLE),
        ("Email2:", "ApplicationData", "UmCallerID", "", Role.PHONE),
        ("Settings", "DeviceInformation", "IMEI", "", Role.PERSONAL),
        (AUTODISCOVER, "User", "Mailbox", "", Role.MAIL_ADDRESS),
        (PLAIN_AUTODISCOVER, "Protocol", "AuthPackage", "", Role.PLAIN),
        (PLAIN_AUTODISCOVER, "Protocol", "LoginName", "", Role.USER),
    ],
)
def test_a_place_has_the_role_of_its_document(
    namespace: str, parent: str, name: str, attribute: str, role: Role
) -> None:
    assert field_at(namespace, name, parent=parent, attribute=attribute).role is role


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ((MESSAGES, "CallId", ""), "call"),
        ((MESSAGES, "PhoneCallId", "Id"), "call"),
        ((MESSAGES, "GroupId", "Id"), "group"),
        ((MESSAGES, "ContactId", "Id"), "persona"),
        ((MESSAGES, "ID", ""), "app"),
        ((TYPES, "ItemId", "Id"), "item"),
        ((TYPES, "ParentFolderId", "Id"), "folder"),
        ((TYPES, "AttachmentId", "Id"), "attachment"),
        (("AirSync", "ServerId", ""), "item"),
        (("FolderHierarchy", "ServerId", ""), "folder"),
    ],
)
def test_an_identifier_says_what_it_names(place: tuple[str, str, str], kind: str) -> None:
    namespace, name, attribute = place
    assert field_at(namespace, name, attribute=attribute) == Field(Role.IDENTIFIER, kind)


@pytest.mark.parametrize(
    ("parent", "name", "attribute"),
    [
        ("TimeZoneDefinition", "TimeZoneDefinition", "Id"),
        ("TimeZoneDefinition", "TimeZoneDefinition", "Name"),
        ("Periods", "Period", "Id"),
        ("Periods", "Period", "Name"),
        ("TransitionsGroups", "TransitionsGroup", "Id"),
        ("RecurringDayTransition", "To", ""),
        ("Transition", "To", ""),
        ("Transition", "To", "Kind"),
        ("CalendarItem", "StartTimeZone", "Id"),
    ],
)
def test_nothing_in_a_list_of_time_zones_is_anybodys(parent: str, name: str, attribute: str) -> None:
    assert field_at(TYPES, name, parent=parent, attribute=attribute).role is Role.PLAIN


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("BusinessPhone", Role.PHONE),
        ("HomeFax", Role.PHONE),
        ("EmailAddress1", Role.MAIL_ADDRESS),
        ("ImAddress3", Role.MAIL_ADDRESS),
    ],
)
def test_an_entry_of_a_contact_is_what_its_key_says(key: str, role: Role) -> None:
    assert field_of(Standing("Entry", parent="Unknown", attributes={"Key": key})).role is role


def test_an_attribute_of_a_message_is_that_of_its_type() -> None:
    for name, attribute in (("IndexedPageItemView", "Offset"), ("CalendarView", "StartDate")):
        assert field_at(MESSAGES, name, parent="FindItem", attribute=attribute).role is Role.PLAIN
    assert field_at(MESSAGES, "ParentItemId", attribute="ChangeKey").role is Role.CHANGE_KEY


def test_what_soap_leaves_without_a_namespace_is_known() -> None:
    assert field_at("", "faultcode", parent="Fault").role is Role.PLAIN
    assert field_at("", "faultstring", parent="Fault") == Field(Role.FREE_TEXT, "error")


def test_a_condition_goes_before_the_parent_and_the_parent_before_the_name() -> None:
    assert field_of(Standing("Entry", parent="EmailAddresses")).role is Role.MAIL_ADDRESS
    by_key = Standing("Entry", parent="EmailAddresses", attributes={"Key": "MobilePhone"})
    assert field_of(by_key).role is Role.PHONE
    assert field_of(Standing("Entry", parent="Unknown")).role is Role.FREE_TEXT


@pytest.mark.parametrize(
    ("attributes", "role"),
    [
        ({"PropertyTag": "0x6802", "PropertyType": "String"}, Role.PHONE),
        ({"PropertyTag": "26626"}, Role.PHONE),
        ({"PropertyTag": "0X0c1a"}, Role.PERSON_NAME),
        ({"PropertyTag": "0x0042"}, Role.PERSON_NAME),
        ({"PropertyTag": "0x5D01"}, Role.MAIL_ADDRESS),
        ({"PropertyTag": "0x3A42"}, Role.BIRTHDAY),
        ({"PropertyTag": "0x10F3"}, Role.CLIENT_MADE),
        ({"PropertyTag": "0x680"}, Role.FREE_TEXT),
        (
            {"DistinguishedPropertySetId": "InternetHeaders", "PropertyName": "X-CallingTelephoneNumber"},
            Role.PHONE,
        ),
        ({"DistinguishedPropertySetId": "Address", "PropertyId": "32899"}, Role.MAIL_ADDRESS),
        ({"DistinguishedPropertySetId": "Common", "PropertyId": "32899"}, Role.FREE_TEXT),
        ({"PropertySetId": "00062004-0000-0000-c000-000000000046", "PropertyId": "32896"}, Role.PERSON_NAME),
        ({}, Role.FREE_TEXT),
    ],
)
def test_an_extended_property_is_what_the_element_before_it_names(
    attributes: Mapping[str, str], role: Role
) -> None:
    assert field_of(extended(attributes)).role is role


def test_a_member_of_a_list_is_named_by_a_packed_address() -> None:
    of_member = {"FieldURI": "distributionlist:Members:Member", "FieldIndex": "TUFJTFRPOg"}
    index = Standing("IndexedFieldURI", attribute="FieldIndex", attributes=of_member)
    assert field_of(index).role is Role.BASE64_DATA


def test_a_condition_on_another_element_before_does_not_hold() -> None:
    value = Standing("Value", parent="ExtendedProperty", before=("FieldURI", {"PropertyTag": "0x6802"}))
    assert field_of(value).role is Role.FREE_TEXT


def test_a_header_of_a_mail_within_ews_is_what_its_name_says() -> None:
    header = Standing("InternetMessageHeader", attributes={"HeaderName": "from"})
    assert field_of(header).role is Role.PEOPLE
    header = Standing("InternetMessageHeader", attributes={"HeaderName": "X-CallingTelephoneNumber"})
    assert field_of(header).role is Role.PHONE
    assert (
        field_of(Standing("InternetMessageHeader", attributes={"HeaderName": "X-From"})).role
        is Role.FREE_TEXT
    )


def test_a_namespace_may_be_written_with_https() -> None:
    assert field_at(MESSAGES.replace("http:", "https:"), "DialString").role is Role.PHONE
    assert field_at(TYPES + "/", "Transition", attribute="Kind").role is Role.PLAIN


def test_in_an_unknown_namespace_the_role_that_needs_most_care_counts() -> None:
    assert field_at("urn:unknown", "To").role is Role.PEOPLE
    assert field_at("", "SmtpAddress").role is Role.MAIL_ADDRESS
    assert field_at("", "ResponseCode") is UNKNOWN, "what is plain elsewhere is not believed"
    assert field_at("", "ItemId", attribute="Id").role is Role.IDENTIFIER


def test_a_name_of_one_namespace_is_known_in_another() -> None:
    assert field_at(TYPES, "DialString").role is Role.PHONE
    assert field_at(MESSAGES, "GivenName").role is Role.PERSON_NAME


@pytest.mark.parametrize("name", ["MyFaxNumber", "PrivateTelephoneNumber", "CarPhone", "DoorPhoneNumber"])
def test_the_end_of_an_unknown_name_can_say_that_it_is_a_telephone_number(name: str) -> None:
    assert field_at("urn:unknown", name).role is Role.PHONE
    assert field_at("urn:unknown", "Phonebook") is UNKNOWN


@pytest.mark.parametrize("name", ["UMPin", "PIN", "PinNumber", "pin", "NewPin"])
def test_an_unknown_element_can_sound_like_a_pin(name: str) -> None:
    assert field_at("urn:unknown", name).role is Role.PIN


@pytest.mark.parametrize("name", ["Pinnwand", "Spinner", "Pinned", "OpinionPoll"])
def test_a_word_that_has_a_pin_in_it_is_none(name: str) -> None:
    assert field_at("urn:unknown", name) is UNKNOWN


SECRETS = """
access_token accessToken AccessToken accesstoken access-token ACCESS_TOKEN X-Access-Token x-api-key
apiKey api_key apikey APIKey sessionKey SessionKey session_key clientSecret client_secret
client-secret shared_secret password passwd pwd NewPassword userPassword passphrase assertion
client_assertion code device_code deviceCode user_code code_verifier sid session_id sessionId
JSESSIONID X-Session x-csrf X-CSRF-Token x-owa-canary canary X-OWA-CANARY sig signature ticket
credentials auth authorization nonce cookie SAMLResponse id_token refresh_token tokenValue tokens
x-tokenvalue x-ms-token-id password2 authHash BinarySecurityToken privateKey otp flowToken jwt
"""


@pytest.mark.parametrize("name", SECRETS.split())
def test_a_name_of_a_secret_is_known_in_every_spelling(name: str) -> None:
    assert parameter(name).role is Role.SECRET


NO_SECRETS = """
token_type tokenType token_endpoint expires_in password_expires passwordExpirationDate
signature_algorithm errorCode statusCode country_code postalCode grant_type author authority
keyboard side design inside Cmd codec monkey key cookieless minPasswordLength tokenEndpoint
X-Forms_Based_Auth_Accepted sessionCount ticketPrice authenticated assertionConsumer signatureMethod
"""


@pytest.mark.parametrize("name", NO_SECRETS.split())
def test_a_name_that_speaks_of_a_secret_is_none(name: str) -> None:
    assert parameter(name).role not in (Role.SECRET, Role.PIN)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("pin", Role.PIN),
        ("umPin", Role.PIN),
        ("User", Role.USER),
        ("DeviceId", Role.PERSONAL),
        ("DeviceType", Role.PLAIN),
        ("login_hint", Role.USER),
        ("userPrincipalName", Role.USER),
        ("givenName", Role.PERSON_NAME),
        ("family_name", Role.PERSON_NAME),
        ("mobilePhone", Role.PHONE),
        ("redirect_uri", Role.URL),
        ("smtpAddress", Role.MAIL_ADDRESS),
        ("SmtpAddress", Role.MAIL_ADDRESS),
        ("dialString", Role.PHONE),
        ("whatever", Role.FREE_TEXT),
    ],
)
def test_a_parameter_is_what_its_words_say(name: str, role: Role) -> None:
    assert parameter(name).role is role
    assert field_of(Standing(name, layer="json", namespace="")).role is role
    assert field_of(Standing(name, layer="form", namespace="")).role is role


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Authorization", Role.SECRET),
        ("SET-COOKIE", Role.SECRET),
        ("X-Custom-Token", Role.SECRET),
        ("x-token-type", Role.PLAIN),
        ("x-owa-cookieless", Role.FREE_TEXT),
        ("X-AnchorMailbox", Role.MAIL_ADDRESS),
        ("X-FEServer", Role.HOST),
        ("From", Role.PEOPLE),
        ("Content-Type", Role.PLAIN),
        ("X-Anything", Role.FREE_TEXT),
    ],
)
def test_a_header_field_has_a_role_in_any_case(name: str, role: Role) -> None:
    assert header_field(name).role is role


def test_a_setting_of_autodiscover_is_what_its_name_says() -> None:
    assert setting("UserDisplayName").role is Role.PERSON_NAME
    assert setting("InternalMailboxServer").role is Role.HOST
    assert setting("NewSetting") is UNKNOWN


@pytest.mark.parametrize(
    ("layer", "name", "attribute", "role"),
    [
        ("field", "Disposition-Notification-To", "", Role.PEOPLE),
        ("field", "X-CallingTelephoneNumber", "", Role.PHONE),
        ("field", "DKIM-Signature", "", Role.FREE_TEXT),
        ("field", "Subject", "", Role.FREE_TEXT),
        ("field", "Content-Disposition", "filename", Role.FREE_TEXT),
        ("property", "FN", "", Role.PERSON_NAME),
        ("property", "tel", "", Role.PHONE),
        ("property", "ATTENDEE", "CN", Role.PERSON_NAME),
        ("property", "ATTENDEE", "", Role.MAIL_ADDRESS),
        ("property", "BDAY", "", Role.BIRTHDAY),
        ("property", "DTSTART", "", Role.PLAIN),
        ("html", "A", "HREF", Role.URL),
        ("html", "code", "", Role.FREE_TEXT),
        ("html", "Pin", "", Role.PIN),
        ("html", "img", "alt", Role.FREE_TEXT),
        ("text", "", "", Role.FREE_TEXT),
        ("comment", "Password", "", Role.FREE_TEXT),
    ],
)
def test_each_layer_has_names_of_its_own(layer: str, name: str, attribute: str, role: Role) -> None:
    assert field_of(Standing(name, layer=layer, namespace="", attribute=attribute)).role is role


def test_an_ews_message_that_is_read_as_html_keeps_its_roles() -> None:
    assert field_of(Standing("DialString", layer="html", namespace=MESSAGES)).role is Role.PHONE


def test_an_input_for_a_password_holds_one() -> None:
    password = Standing(
        "input", layer="html", namespace="", attribute="value", attributes={"type": "Password"}
    )
    assert field_of(password).role is Role.SECRET
    password.attributes = {"type": "submit"}
    assert field_of(password).role is Role.FREE_TEXT


@pytest.mark.parametrize(
    ("namespace", "parent", "name"),
    [
        (TYPES, "ItemShape", "AdditionalProperties"),
        (AUTODISCOVER, "Request", "RequestedSettings"),
        (TYPES, "PullSubscriptionRequest", "EventTypes"),
        (TYPES, "StreamingSubscriptionRequest", "FolderIds"),
        ("http://schemas.xmlsoap.org/soap/envelope/", "Envelope", "Header"),
        ("Ping", "Ping", "Folders"),
    ],
)
def test_a_set_has_no_order(namespace: str, parent: str, name: str) -> None:
    assert field_at(namespace, name, parent=parent).unordered


def test_the_folders_of_a_get_folder_are_answered_in_their_order() -> None:
    assert not field_at(MESSAGES, "FolderIds", parent="GetFolder").unordered


def test_an_element_of_a_tree_is_asked_with_what_stands_around_it() -> None:
    root = etree.fromstring(
        f'<t:ExtendedProperty xmlns:t="{TYPES}"><t:ExtendedFieldURI PropertyTag="0x6802"/><!-- a comment -->'
        "<t:Value>+14255550123</t:Value></t:ExtendedProperty>"
    )
    assert element_field(root[2]).role is Role.PHONE
    assert element_field(root[0], "PropertyTag").role is Role.PLAIN


NAMES = st.text(max_size=40)
LAYERS = st.sampled_from(["xml", "html", "wbxml", "json", "form", "field", "property", "text", "rest", ""])


@given(NAMES, NAMES, NAMES, NAMES, LAYERS)
def test_any_place_has_a_role(namespace: str, parent: str, name: str, attribute: str, layer: str) -> None:
    value = Standing(name, layer, namespace, parent, attribute)
    assert isinstance(field_of(value), Field)
    assert field_of(value) == field_of(value)


@given(NAMES)
def test_any_name_of_a_parameter_or_a_field_has_a_role(name: str) -> None:
    assert isinstance(parameter(name), Field)
    assert isinstance(header_field(name), Field)


def test_a_long_name_costs_no_more_than_its_beginning() -> None:
    started = time.perf_counter()
    for name in ("a" * 200_000, "token" * 40_000, "aB" * 100_000, "pin-" * 50_000):
        assert isinstance(parameter(name), Field)
    assert time.perf_counter() - started < 1.0


def test_what_was_asked_before_is_found_again_after_many_other_places() -> None:
    for at in range(20_000):
        assert field_at(f"urn:{at}", "DialString").role is Role.PHONE
    assert field_at(MESSAGES, "DialString").role is Role.PHONE


def test_a_condition_is_remembered_for_as_many_values_as_there_are() -> None:
    for at in range(3000):
        assert field_of(extended({"PropertyTag": f"0x1{at:04}"})).role is Role.FREE_TEXT
        assert field_of(extended({"PropertyTag": "0x6802"})).role is Role.PHONE
