"""What an exchange shows beside its messages: how it signed in, which program it was, what refused it."""

from __future__ import annotations

import re
from collections.abc import Callable

from inspector.cassette.model import Interaction
from inspector.protocols.common.accounts import ANCHOR, IMPERSONATION, application_of
from inspector.protocols.common.ews_disabled import POLICY_HEADER, POLICY_REASONS
from inspector.usage.answers import version_asked, version_seen
from inspector.usage.element_walk import children
from inspector.usage.facts import Found, Kind
from inspector.usage.vocabulary import names_in
from inspector.wire.http import HttpResponse
from inspector.wire.soap import Envelope, local_name

_SCHEMES = {name.lower(): name for name in ("Basic", "Bearer", "Digest", "NTLM", "Negotiate", "Kerberos")}
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COMMENT = re.compile(r"\([^()]{0,500}\)")
_PRODUCT = re.compile(r"[A-Za-z][\w.+-]{0,60}", re.ASCII)
_RELEASE = re.compile(r"\d[\d.]{0,30}(?:[a-z]{1,8}\d{0,4})?", re.ASCII)
_MOST_PRODUCTS = 8
_HEADERS = frozenset(
    names_in(
        """
        TimeZoneContext MailboxCulture DateTimePrecision ManagementRole SerializedSecurityContext
        OpenAsAdminOrSystemService ProxyPartnerToken
        """
    )
)

LIBRARIES = {
    "exchangelib": "exchangelib",
    "exchangeservicesclient": "EWS Managed API, or one of its ports to Java and JavaScript",
    "python-requests": "requests",
    "zeep": "zeep",
    "node-ews": "node-ews",
    "evolution": "Evolution",
    "davmail": "DavMail",
    "apache-httpclient": "Apache HttpClient",
    "axios": "axios",
    "okhttp": "OkHttp",
    "macoutlook": "Outlook for Mac",
    "mac_os_x": "Apple Mail, Calendar or Contacts",
    "macos": "Apple Mail, Calendar or Contacts",
    "thunderbird": "Thunderbird",
}
"""Programs and libraries by the product that their User-Agent names, in lower case."""


def read_transport(interaction: Interaction, found: Found, shown: Callable[[str], str]) -> None:
    """Reads what the header fields and the status say.

    Args:
        interaction: the interaction.
        found: what it shows.
        shown: shows a name that a program made up.
    """
    request, response = interaction.request, interaction.response
    found.add(Kind.AUTHENTICATION, _scheme(interaction))
    application = interaction.auth.application if interaction.auth else ""
    application = application or application_of(request)
    if application:
        found.add(Kind.APPLICATION, application if _GUID.fullmatch(application) else "(no GUID)")
    for product in _products(request.header("user-agent") or ""):
        name, slash, release = product.partition("/")
        told = shown(name) + (f"/{release}" if slash and _RELEASE.fullmatch(release) else "")
        found.add(Kind.CLIENT, told, LIBRARIES.get(name.lower(), ""))
    if request.header(ANCHOR):
        found.add(Kind.MAILBOX, ANCHOR)
    found.measure("bytes of a request", len(request.body))
    if response is None:
        found.failed = True
        found.add(Kind.STATUS, "no whole answer")
        return
    found.measure("bytes of an answer", len(response.body))
    if response.status >= 400:
        found.failed = True
        found.add(Kind.STATUS, str(response.status))
    if response.status == 403:
        _blocked(response, found)


def _blocked(response: HttpResponse, found: Found) -> None:
    reason = response.header(POLICY_HEADER)
    if reason is not None:
        said = next((each for each in POLICY_REASONS if each.lower() in reason.lower()), "another reason")
        found.add(Kind.BLOCKED, said)


def _scheme(interaction: Interaction) -> str:
    named = interaction.auth.scheme if interaction.auth else ""
    if not named:
        named = (interaction.request.header("authorization") or "").partition(" ")[0]
    return _SCHEMES.get(named.lower(), "other") if named else "none"


def _products(agent: str) -> list[str]:
    """The products of a User-Agent (RFC 9110 section 10.1.5), without the comments beside them."""
    words = _COMMENT.sub(" ", agent[:1000]).replace(",", " ").split()
    found = (word for word in words if _PRODUCT.fullmatch(word.partition("/")[0]))
    return list(dict.fromkeys(found))[:_MOST_PRODUCTS]


def read_heads(asked: Envelope | None, answered: Envelope | None, found: Found) -> None:
    """Reads the SOAP headers: versions, and on whose behalf is asked.

    Args:
        asked: the message of the request.
        answered: the message of the answer.
        found: what they show.
    """
    for block in asked.headers if asked else ():
        name = local_name(block)
        if name == "RequestServerVersion":
            found.add(Kind.VERSION, version_asked(block), "asked for")
        elif name == IMPERSONATION:
            found.add(Kind.MAILBOX, IMPERSONATION)
            for _, sid in children(block):
                for kind, _ in children(sid):
                    known = ("PrincipalName", "PrimarySmtpAddress", "SmtpAddress", "SID")
                    if kind in known:
                        found.add(Kind.MAILBOX, f"ConnectingSID {kind}")
        elif name in _HEADERS:
            found.add(Kind.HEADER, name)
    for block in answered.headers if answered else ():
        if local_name(block) == "ServerVersionInfo":
            found.add(Kind.VERSION, version_seen(block), "seen")
