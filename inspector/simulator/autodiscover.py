"""Autodiscover: where a mailbox's services are, by POX (MS-OXDSCLI), by SOAP (MS-OXWSADISC) and in JSON.

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
from inspector.protocols.endpoints import ADDRESSES
from inspector.protocols.operation import Endpoint
from inspector.protocols.server import Mailbox
from inspector.simulator.autodiscover_json import respond_in_json
from inspector.wire.encoding import EncodingError
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import local_name
from inspector.wire.xml import XmlError, parse_xml

Find = Callable[[str], "Mailbox | None"]

_POX = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"
_OUTLOOK = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
_MOBILE = "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006"
_SOAP = "http://schemas.microsoft.com/exchange/2010/Autodiscover"
_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_ADDRESSING = "http://www.w3.org/2005/08/addressing"

_EWS, _UM, _PHONES = (ADDRESSES[each] for each in (Endpoint.EWS, Endpoint.UM, Endpoint.ACTIVESYNC))
_PAGE = b"<html><head><title>Autodiscover Service</title></head><body>Autodiscover Service</body></html>"
_INVALID = ("600", "Invalid Request")
_NO_MAILBOX = ("500", "The email address can't be found.")


def respond_to_autodiscover(request: HttpRequest, version: ServerVersion, find: Find) -> HttpResponse:
    """Answers a request to any form of Autodiscover.

    Args:
        request: the request.
        version: the server's version; the SOAP form begins with Exchange 2010, JSON with Exchange 2016.
        find: finds the mailbox of a mail address.
    """
    base = f"{request.scheme or 'http'}://{request.header('host') or request.host or 'localhost'}"
    path = request.path.lower()
    soap, json = "autodiscover.svc" in path, "autodiscover.json" in path
    if (soap and version.product < 2010) or (json and version.product < 2016):
        return HttpResponse(status=404, reason="Not Found")
    if json:
        return respond_in_json(request, base, find)
    if request.method not in ("GET", "HEAD", "POST"):
        allowed = Headers([("Allow", "GET, HEAD, POST")])
        return HttpResponse(status=405, reason="Method Not Allowed", headers=allowed)
    if soap and request.method != "POST":
        # Clients ask with GET whether there is a service at all, and get its page.
        return HttpResponse(Headers([("Content-Type", "text/html; charset=UTF-8")]), _PAGE)
    try:
        root = parse_xml(request.content)
    except (XmlError, EncodingError):
        root = None  # as with a GET of the plain form, which has no request
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
    server = e.Server(e.Type("MobileSync"), e.Url(base + _PHONES), e.Name(base + _PHONES))
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
    name = "" if message is None else local_name(message).removesuffix("RequestMessage")
    wanted = [text_of(item) for item in children(child(message, "Request", "RequestedSettings"))]
    if name == "GetUserSettings":
        users = children(child(message, "Request", "Users"), "User")
        told = a.UserResponses(*(_user(a, user, wanted, base, version, find) for user in users))
        response = a.Response(a.ErrorCode("NoError"), a.ErrorMessage(), told)
    elif name == "GetDomainSettings":
        domains = children(child(message, "Request", "Domains"), "Domain")
        told = a.DomainResponses(*(_domain(a, wanted, base, version) for _ in domains))
        response = a.Response(a.ErrorCode("NoError"), a.ErrorMessage(), told)
    else:
        name = "GetUserSettings"
        response = a.Response(a.ErrorCode("InvalidRequest"), a.ErrorMessage("The request is invalid."))
    envelope = etree.Element(f"{{{SOAP_11}}}Envelope", nsmap={"s": SOAP_11, "a": _ADDRESSING})
    header = etree.SubElement(envelope, f"{{{SOAP_11}}}Header")
    action = etree.SubElement(header, f"{{{_ADDRESSING}}}Action")
    action.text = f"{_SOAP}/Autodiscover/{name}Response"
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
    etree.SubElement(envelope, f"{{{SOAP_11}}}Body").append(a(f"{name}ResponseMessage", response))
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


def _domain(a: ElementMaker, wanted: list[str], base: str, version: ServerVersion) -> etree._Element:
    known = {"ExternalEwsUrl": base + _EWS, "ExternalEwsVersion": _build(version)}
    errors = [
        a.DomainSettingError(
            a.ErrorCode("SettingIsNotAvailable"),
            a.ErrorMessage("The setting isn't available."),
            a.SettingName(name),
        )
        for name in wanted
        if name not in known
    ]
    settings = [
        a.DomainSetting({_XSI_TYPE: "DomainStringSetting"}, a.Name(name), a.Value(known[name]))
        for name in wanted
        if name in known
    ]
    return a.DomainResponse(
        a.ErrorCode("NoError"),
        a.ErrorMessage("No error."),
        a.DomainSettingErrors(*errors),
        a.DomainSettings(*settings),
        a.RedirectTarget(),
    )


def _build(version: ServerVersion) -> str:
    return f"{version.build[0]}.{version.build[1]:02}.{version.build[2]:04}.{version.build[3]:03}"


def _settings(mailbox: Mailbox, base: str, version: ServerVersion) -> dict[str, str]:
    return {
        "UserDisplayName": mailbox.name,
        "UserDN": _legacy_dn(mailbox),
        "UserDeploymentId": str(mailbox.ids.mailbox_guid),
        "AutoDiscoverSMTPAddress": mailbox.address,
        "MailboxDN": _legacy_dn(mailbox),
        "EwsSupportedSchemas": "Exchange2007, Exchange2007_SP1, Exchange2010, Exchange2013, Exchange2016",
        "InternalEwsUrl": base + _EWS,
        "ExternalEwsUrl": base + _EWS,
        "ExternalEwsVersion": _build(version),
        "InternalUMUrl": base + _UM,
        "ExternalUMUrl": base + _UM,
        "InternalMailboxServer": base.partition("://")[2],
        "MobileMailboxPolicy": "Default",
    }


def _legacy_dn(mailbox: Mailbox) -> str:
    local = mailbox.address.partition("@")[0]
    return f"/o=Simulated/ou=Exchange Administrative Group/cn=Recipients/cn={local}"
