"""Autodiscover: where a mailbox's services are, by POX (MS-OXDSCLI) and by SOAP (MS-OXWSADISC).

Every address is of the host that the request was sent to: a client finds its way back through whatever stands
between.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree
from lxml.builder import ElementMaker

from inspector.protocols.common.namespaces import SOAP_11
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.common.versions import ServerVersion
from inspector.protocols.server import Mailbox
from inspector.wire.encoding import EncodingError
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import local_name
from inspector.wire.xml import XmlError, parse_xml

__all__ = ["respond_to_autodiscover"]

Find = Callable[[str], "Mailbox | None"]

_POX = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"
_OUTLOOK = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
_MOBILE = "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006"
_SOAP = "http://schemas.microsoft.com/exchange/2010/Autodiscover"
_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_ADDRESSING = "http://www.w3.org/2005/08/addressing"

_EWS, _UM = "/EWS/Exchange.asmx", "/EWS/UM2007Legacy.asmx"
_ACTIVESYNC = "/Microsoft-Server-ActiveSync"
_INVALID = ("600", "Invalid Request")
_NO_MAILBOX = ("500", "The email address can't be found.")


def respond_to_autodiscover(request: HttpRequest, version: ServerVersion, find: Find) -> HttpResponse:
    """Answers a request to either form of Autodiscover.

    Args:
        request: the request.
        version: the server's version; the SOAP form begins with Exchange 2010.
        find: finds the mailbox of a mail address.
    """
    soap = request.path.lower().rstrip("/").endswith(".svc")
    if soap and version.product < 2010:
        return HttpResponse(status=404, reason="Not Found")
    if request.method != "POST":
        # Clients ask with GET whether there is a service at all; servers then want credentials or a POST.
        return HttpResponse(status=405, reason="Method Not Allowed", headers=Headers([("Allow", "POST")]))
    try:
        root = parse_xml(request.content)
    except (XmlError, EncodingError):
        root = None
    base = f"{request.scheme or 'http'}://{request.header('host') or request.host or 'localhost'}"
    answer = _soap(root, base, version, find) if soap else _pox(root, base, find)
    body = etree.tostring(answer, encoding="utf-8", xml_declaration=True)
    headers = Headers([("Cache-Control", "private"), ("Content-Type", "text/xml; charset=utf-8")])
    return HttpResponse(headers=headers, body=body)


def _pox(root: etree._Element | None, base: str, find: Find) -> etree._Element:
    asked = child(root, "Request") if root is not None else None
    address = text_of(child(asked, "EMailAddress")).strip()
    if not address:
        return _pox_error(*_INVALID)
    mailbox = find(address)
    if mailbox is None:
        return _pox_error(*_NO_MAILBOX)
    if "mobilesync" in text_of(child(asked, "AcceptableResponseSchema")):
        return _pox_for_phones(mailbox, base)
    e = ElementMaker(namespace=_OUTLOOK, nsmap={None: _OUTLOOK})
    host = base.partition("://")[2]
    urls = {"ASUrl": _EWS, "EwsUrl": _EWS, "OOFUrl": _EWS, "UMUrl": _UM}
    protocols = [
        e.Protocol(e.Type(kind), e.Server(host), *(e(name, base + path) for name, path in urls.items()))
        for kind in ("EXCH", "EXPR")
    ]
    response = e.Response(
        e.User(
            e.DisplayName(mailbox.name),
            e.LegacyDN(_legacy_dn(mailbox)),
            e.AutoDiscoverSMTPAddress(mailbox.address),
            e.DeploymentId(str(mailbox.ids.mailbox_guid)),
        ),
        e.Account(e.AccountType("email"), e.Action("settings"), *protocols),
    )
    return _pox_root(response)


def _pox_root(response: etree._Element) -> etree._Element:
    root = etree.Element(f"{{{_POX}}}Autodiscover", nsmap={None: _POX})
    root.append(response)
    return root


def _pox_for_phones(mailbox: Mailbox, base: str) -> etree._Element:
    e = ElementMaker(namespace=_MOBILE, nsmap={None: _MOBILE})
    server = e.Server(e.Type("MobileSync"), e.Url(base + _ACTIVESYNC), e.Name(base + _ACTIVESYNC))
    return _pox_root(
        e.Response(
            e.Culture("en:us"),
            e.User(e.DisplayName(mailbox.name), e.EMailAddress(mailbox.address)),
            e.Action(e.Settings(server)),
        )
    )


def _pox_error(code: str, text: str) -> etree._Element:
    e = ElementMaker(namespace=_POX, nsmap={None: _POX})
    return _pox_root(
        e.Response(e.Error(e.ErrorCode(code), e.Message(text), e.DebugData(), Time="08:00:00.000", Id="1"))
    )


def _soap(root: etree._Element | None, base: str, version: ServerVersion, find: Find) -> etree._Element:
    a = ElementMaker(namespace=_SOAP, nsmap={"a": _SOAP})
    body = child(root, "Body") if root is not None else None
    message = next(iter(children(body)), None)
    if message is None or local_name(message) != "GetUserSettingsRequestMessage":
        response = a.Response(a.ErrorCode("InvalidRequest"), a.ErrorMessage("The request is invalid."))
    else:
        wanted = [text_of(item) for item in children(child(message, "Request", "RequestedSettings"))]
        users = children(child(message, "Request", "Users"), "User")
        response = a.Response(
            a.ErrorCode("NoError"),
            a.ErrorMessage(),
            a.UserResponses(*(_user(a, user, wanted, base, version, find) for user in users)),
        )
    envelope = etree.Element(f"{{{SOAP_11}}}Envelope", nsmap={"s": SOAP_11, "a": _ADDRESSING})
    header = etree.SubElement(envelope, f"{{{SOAP_11}}}Header")
    action = etree.SubElement(header, f"{{{_ADDRESSING}}}Action")
    action.text = f"{_SOAP}/Autodiscover/GetUserSettingsResponse"
    header.append(
        a.ServerVersionInfo(
            *(
                a(name, str(number))
                for name, number in zip(
                    ("MajorVersion", "MinorVersion", "MajorBuildNumber", "MinorBuildNumber"),
                    version.build,
                    strict=True,
                )
            ),
            a.Version(version.name),
        )
    )
    etree.SubElement(envelope, f"{{{SOAP_11}}}Body").append(a.GetUserSettingsResponseMessage(response))
    return envelope


def _user(
    a: ElementMaker,
    user: etree._Element,
    wanted: list[str],
    base: str,
    version: ServerVersion,
    find: Find,
) -> etree._Element:
    address = text_of(child(user, "Mailbox")).strip()
    mailbox = find(address)
    if mailbox is None:
        return a.UserResponse(
            a.ErrorCode("InvalidUser"), a.ErrorMessage(f"Invalid user: '{address}'"), a.UserSettingErrors()
        )
    known = _settings(mailbox, base, version)
    settings = [
        a.UserSetting({_XSI_TYPE: "StringSetting"}, a.Name(name), a.Value(known[name]))
        for name in wanted
        if name in known
    ]
    errors = [
        a.UserSettingError(
            a.ErrorCode("SettingIsNotAvailable"),
            a.ErrorMessage("The setting isn't available."),
            a.SettingName(name),
        )
        for name in wanted
        if name not in known
    ]
    return a.UserResponse(
        a.ErrorCode("NoError"),
        a.ErrorMessage("No error."),
        a.RedirectTarget(),
        a.UserSettingErrors(*errors),
        a.UserSettings(*settings),
    )


def _settings(mailbox: Mailbox, base: str, version: ServerVersion) -> dict[str, str]:
    build = f"{version.build[0]}.{version.build[1]:02}.{version.build[2]:04}.{version.build[3]:03}"
    return {
        "UserDisplayName": mailbox.name,
        "UserDN": _legacy_dn(mailbox),
        "UserDeploymentId": str(mailbox.ids.mailbox_guid),
        "AutoDiscoverSMTPAddress": mailbox.address,
        "MailboxDN": _legacy_dn(mailbox),
        "EwsSupportedSchemas": "Exchange2007, Exchange2007_SP1, Exchange2010, Exchange2013, Exchange2016",
        "InternalEwsUrl": base + _EWS,
        "ExternalEwsUrl": base + _EWS,
        "ExternalEwsVersion": build,
        "InternalUMUrl": base + _UM,
        "ExternalUMUrl": base + _UM,
        "InternalMailboxServer": base.partition("://")[2],
        "MobileMailboxPolicy": "Default",
    }


def _legacy_dn(mailbox: Mailbox) -> str:
    local = mailbox.address.partition("@")[0]
    return f"/o=Simulated/ou=Exchange Administrative Group/cn=Recipients/cn={local}"
