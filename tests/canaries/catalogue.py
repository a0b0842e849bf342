"""Places by name: what a message calls a secret, a person or a machine, and what shows by its form alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["CATALOGUE", "Named"]


@dataclass(frozen=True)
class Named:
    """A canary and what it is called.

    Args:
        sort: what it is, in the words of docs/scrubbing.md.
        name: the local name, key, field or parameter under which it stands.
        parent: the name around it.
        value: what stands there.
        needles: parts of it that must not be found.
        secret: whether profile ``secrets`` takes it out as well.
    """

    sort: str
    name: str
    parent: str
    value: str
    needles: tuple[str, ...]
    secret: bool = False

    def __str__(self) -> str:
        return f"{self.sort} under {self.parent}/{self.name}"


_TOKEN = "q8Zt3VbN0xLwKc5RyUeD2mHs7JfPa9Gi"
_PASSWORD = "Wr3nn.Katze!42"
_PIN = "730194"
_NAME = "Frieda Sperling"
_LIST = "Frieda Sperling; Otto Zeisig"
_MAIL = "frieda.sperling@vogelhaus-gmbh.de"
_NUMBER = "+49 89 7305 1944"
_HOST = "ex07.vogelhaus-gmbh.de"
_LOGIN = "VOGELHAUS7\\fsperling7"
_SID = "S-1-5-21-3623811015-3361044348-30300820-1013"
_LEGACY = "/o=Vogelhaus/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=fsperling7"
_STREET = "17 Sperlinggasse"
_DEVICE = "APPLSPERLING77"
_BORN = "1971-08-06"
_NEEDLES = {
    _NAME: ("sperling",),
    _LIST: ("sperling", "zeisig"),
    _MAIL: ("frieda.sperling", "vogelhaus"),
    _NUMBER: ("8973051944",),
    _HOST: ("vogelhaus",),
    _LOGIN: ("fsperling7",),
    _SID: ("3623811015-3361044348",),
    _LEGACY: ("fsperling7",),
    _STREET: ("sperlinggasse",),
}

# Sort; what stands there; and the places: the name, with the name around it before a stroke.
_PLACES = (
    (
        "a token",
        _TOKEN,
        "Token/TokenValue AccessToken RefreshToken IdToken access_token refresh_token id_token SecurityToken"
        " BinarySecurityToken BinarySecret SharedSecret ClientSecret client_secret clientSecret SessionKey"
        " CipherValue"
        " SignatureValue UsernameToken/Nonce ClientToken ProxyPartnerToken ClientPublishSecret RefreshToken2"
        " client_assertion device_code code_verifier assertion csrf_token XSRF-TOKEN session_id api_key "
        "apiKey"
        " X-Api-Key X-OWA-CANARY sig signature ApiSecret authToken userToken jwt X-Session X-CSRF secretKey"
        " accountKey ticket nonce bearer otp",
    ),
    (
        "a password",
        _PASSWORD,
        "UsernameToken/Password NewPassword OldPassword PassWord password passwd passphrase pwd userPassword"
        " adminPassword Credentials/Password ItemOperations/Password db_password passcode DefaultPassword",
    ),
    ("a PIN", _PIN, "Pin PIN UMPin PinNumber UMMailbox/Pin pin pinCode NewPin"),
    (
        "a name",
        _NAME,
        "Contact/DisplayName Contact/GivenName Contact/Surname CompleteName/FullName"
        " CompleteName/FirstName CompleteName/LastName Persona/DisplayName Contact/FileAs Contact/Manager"
        " Contact/AssistantName Contact/SpouseName LastModifiedName User/DisplayName Contact/Nickname"
        " Contact/MiddleName CompleteName/YomiFirstName ImGroup/DisplayName"
        " NewImGroup/NewDisplayName AddImGroup/DisplayName UserId/DisplayName Persona/Surname"
        " Persona/GivenName DisplayNameFirstLast DisplayNameLastFirst "
        "Contacts/FirstName"
        " Contacts/LastName Contacts/FileAs Organizer_Name displayName",
    ),
    ("a name under `Name`", _NAME, "Mailbox/Name"),
    ("a list of people", _LIST, "Message/DisplayTo Message/DisplayCc Item/DisplayTo DisplayBcc"),
    (
        "a mail address",
        _MAIL,
        "Mailbox/EmailAddress PrimarySmtpAddress ConnectingSID/SmtpAddress ConnectingSID/PrincipalName"
        " ImGroup/SmtpAddress ImAddress ImContactSipUriAddress EMailAddress AutoDiscoverSMTPAddress "
        "User/Mailbox"
        " RequestedUser AnchorMailbox OriginatingMailbox X-AnchorMailbox X-PublicFolderMailbox "
        "userPrincipalName"
        " upn mail email login_hint Email/From Email/To Email/ReplyTo Email1Address Recipient Sender "
        "anything",
    ),
    (
        "a telephone number",
        _NUMBER,
        "PlayOnPhone/DialString PlayOnPhoneDialString UmCallerID ImTelephoneNumber TelUriAddress"
        " TelephoneAccessNumbers MobilePhone BusinessPhone Contacts/MobilePhoneNumber"
        " Contacts/BusinessPhoneNumber Contacts/HomePhoneNumber PhoneNumber Settings/PhoneNumber "
        "DefaultMobilePhone"
        " OperatorExtension msisdn anything",
    ),
    (
        "a host",
        _HOST,
        "Protocol/Server ServerName InternalHost ExternalHostName X-FEServer X-BEServer "
        "X-CalculatedBETarget Host"
        " MailboxServer PublicFolderServer ActiveDirectoryServer X-DiagInfo CasServer anything",
    ),
    (
        "a login",
        _LOGIN,
        "UserName Username User/LoginName X-User login ItemOperations/UserName user username",
    ),
    (
        "a security identifier",
        _SID,
        "ConnectingSID/SID UserSid GroupIdentifier/SecurityIdentifier GroupSids/SecurityIdentifier "
        "UserId/SID anything",
    ),
    ("a distinguished name", _LEGACY, "LegacyDN UserDN ServerDN Mailbox/EmailAddress MdbDN anything"),
    (
        "a street or a device",
        _STREET,
        "PhysicalAddress/Street Address/Street Contacts/BusinessStreet Contacts/HomeAddressStreet",
    ),
    ("a street or a device", _DEVICE, "DeviceId DeviceInformation/IMEI DeviceID X-Device-Id"),
    (
        "a birthday",
        _BORN,
        "Contact/Birthday Contacts/Birthday Contact/WeddingAnniversary Contacts/Anniversary",
    ),
)

# What shows by its form, wherever it stands: sort, text, and what of it must not be found.
_FORMS = (
    ("a token", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJmcmllZGEifQ.c2lnU3BlcmxpbmdzaWc", "c2lnU3BlcmxpbmdzaWc"),
    ("a token", "Authorization: Bearer q8Zt3VbN0xLwKc5RyUeD2mHs7JfPa9Gi", "q8Zt3VbN0xLwKc5"),
    ("a token", "Authorization: Basic ZnJpZWRhOldyM25uLkthdHplITQy", "ZnJpZWRhOldyM25uLkthdHplITQy"),
    (
        "a token",
        "see https://files.d0123abcd.example/x?sig=q8Zt3VbN0xLwKc5RyUeD2mHs and so on",
        "q8Zt3VbN0xLwKc5",
    ),
    ("a token", "the api_key=q8Zt3VbN0xLwKc5RyUeD2mHs7JfPa9Gi of today", "q8Zt3VbN0xLwKc5"),
    ("a password", "https://frieda:Wr3nnKatze42@files.d0123abcd.example/x", "Wr3nnKatze42"),
    ("a password", "password=Wr3nnKatze42", "Wr3nnKatze42"),
    ("a password", "Your password is: Wr3nnKatze42.", "Wr3nnKatze42"),
    ("a password", "Ihr Kennwort lautet Wr3nnKatze42", "Wr3nnKatze42"),
    ("a PIN", "Your new PIN is: 730194.", "730194"),
    ("a PIN", "Ihre neue PIN lautet: 730194", "730194"),
    ("a PIN", "Votre nouveau code PIN est 730194", "730194"),
    ("a PIN", "Su nuevo PIN es 730194", "730194"),
    ("a PIN", "Il nuovo PIN è: 730194", "730194"),
    ("a PIN", "Uw nieuwe pincode is 730194", "730194"),
    ("a PIN", "O seu novo PIN é 730194", "730194"),
    ("a mail address", "It is frieda.sperling@vogelhaus-gmbh.de, so", "vogelhaus"),
    ("a mail address", 'It is "frieda sperling"@vogelhaus-gmbh.de, so', "sperling"),
    ("a mail address", "It is <sip:frieda.sperling@vogelhaus-gmbh.de>, so", "vogelhaus"),
    ("a mail address", "mailto:frieda.sperling@vogelhaus-gmbh.de?subject=x", "vogelhaus"),
    ("a telephone number", "Call +49 89 7305 1944 at once", "8973051944"),
    ("a telephone number", "Call (408) 867-5309 at once", "4088675309"),
    ("a telephone number", "Call tel:+49-89-7305-1944 at once", "8973051944"),
    ("a telephone number", "Call 089 / 73051944 at once", "8973051944"),
    ("a telephone number", "Call 0049 (0)89 7305-1944 at once", "8973051944"),
    ("a host", "It runs at https://ex07.vogelhaus-gmbh.de/EWS/Exchange.asmx now", "vogelhaus"),
    ("a host", "It runs at ex07.vogelhaus-gmbh.de now", "vogelhaus"),
    ("a host", "It lies at \\\\ex07.vogelhaus-gmbh.de\\share now", "vogelhaus"),
    ("a host", "It runs at 10.17.42.193 now", "10.17.42.193"),
    ("a host", "It runs at fd00:17:42::193 now", "fd00:17:42"),
    ("a host", "It runs at xn--vogelhuser-z5a.de now", "vogelh"),
    (
        "a security identifier",
        "He is S-1-5-21-3623811015-3361044348-30300820-1013 there",
        "3623811015-3361044348",
    ),
    ("a distinguished name", "He is /o=Vogelhaus/ou=Sales/cn=Recipients/cn=fsperling7", "fsperling7"),
    ("a distinguished name", "He is CN=Frieda Sperling,OU=Sales,DC=vogelhaus,DC=de", "sperling"),
    ("a name", "It is from Frieda Sperling <frieda.sperling@vogelhaus-gmbh.de>", "sperling"),
    ("a name", "BEGIN:VCARD\nVERSION:3.0\nFN:Frieda Sperling\nN:Sperling;Frieda;;;\nEND:VCARD", "sperling"),
)
# What nobody can tell from other words, where no place has named it before.
_IN_SENTENCES = (
    ("a name in a sentence", "Lunch with Frieda Sperling at noon", "sperling"),
    ("a login in a sentence", "It was fsperling7 who called", "fsperling7"),
    ("an extension in a sentence", "You reach her at 4711 today", "at 4711"),
    ("a street in a sentence", "She lives at 17 Sperlinggasse there", "sperlinggasse"),
    ("a birthday in a sentence", "She was born on 1971-08-06 there", "1971-08-06"),
)
_SECRET_SORTS = ("a token", "a password", "a PIN")


def _rows() -> Iterator[Named]:
    for sort, value, places in _PLACES:
        for place in places.split():
            parent, _, name = place.rpartition("/")
            needles = _NEEDLES.get(value, (value,))
            yield Named(sort, name, parent, value, needles, sort in _SECRET_SORTS)
    for at, (sort, value, needle) in enumerate((*_FORMS, *_IN_SENTENCES), 1):
        yield Named(sort, f"Text{at}", "", value, (needle,), sort in _SECRET_SORTS)


CATALOGUE = tuple(_rows())
