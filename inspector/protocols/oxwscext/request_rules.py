"""Rules of MS-OXWSCEXT about what a client asks, and about manifests wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from inspector.protocols.message import Message, children_of, text_of
from inspector.protocols.oxwscext.manifests import Flaw, app_id
from inspector.protocols.oxwscext.memory import AppsSeen, read_manifests
from inspector.protocols.oxwscext.since import AFTER_2013, TOKENS_AFTER_2013, is_2013
from inspector.protocols.rule import MUST, Scope, Severity, Violation, request, rule
from inspector.protocols.session import History

TOKEN_TYPES = ("CallerIdentity", "ExtensionCallback", "ScopedToken")
_REASONS = (
    "NoReason",
    "OutlookClientPerformance",
    "OWAClientPerformance",
    "MobileClientPerformance",
)
_WITH_MANIFESTS = Scope(requests=True, responses=True, operations=("InstallApp", "GetAppManifests"))


@rule("EXT001", "app-id-sent", MUST, section="3.1.4.1.3.1", on=request("DisableApp", "UninstallApp"))
def app_id_sent(message: Message, history: History) -> Iterator[Violation]:
    """A DisableApp or UninstallApp request names the app in ID.

    Sections 3.1.4.1.3.1 and 3.1.4.6.3.1.

    Good:
        <m:ID>1C50226D-04B5-4AB2-9FCD-42E236B59E4B</m:ID>
    Bad:
        <m:ID/>
    """
    element = message.children.get("ID")
    if not text_of(element):
        uninstalls = message.operation is not None and message.operation.name == "UninstallApp"
        yield Violation(
            "the request names no app in ID",
            message.payload if element is None else element,
            section="3.1.4.6.3.1" if uninstalls else "",
        )


@rule("EXT002", "disable-reason", MUST, section="3.1.4.1.4.1", on=request("DisableApp"))
def disable_reason(message: Message, history: History) -> Iterator[Violation]:
    """A DisableApp request says why, in one of the four values that there are.

    Sections 3.1.4.1.3.1 and 3.1.4.1.4.1.

    Good:
        <m:DisableReason>NoReason</m:DisableReason>
    Bad:
        <m:DisableReason>Slow</m:DisableReason>
    """
    element = message.children.get("DisableReason")
    if element is None:
        yield Violation("the request has no DisableReason", message.payload, section="3.1.4.1.3.1")
    elif text_of(element) not in _REASONS:
        yield Violation(f"there is no DisableReason {text_of(element)[:60]!r}", element)


@rule("EXT003", "token-requests-sent", MUST, section="3.1.4.4.3.3", on=request("GetClientAccessToken"))
def token_requests_sent(message: Message, history: History) -> Iterator[Violation]:
    """A GetClientAccessToken request has at least one token request, each with an app and a type.

    Sections 3.1.4.4.3.1 to 3.1.4.4.3.3; the type is CallerIdentity, ExtensionCallback or ScopedToken.

    Good:
        <t:TokenType>CallerIdentity</t:TokenType>
    Bad:
        <t:TokenType>Bearer</t:TokenType>
    """
    wanted = token_requests(message.children)
    if not wanted:
        yield Violation("the request asks for no token", message.payload, section="3.1.4.4.3.2")
    for one in wanted:
        parts = children_of(one)
        if not text_of(parts.get("Id")):
            yield Violation("the token request names no app in Id", one)
        kind = text_of(parts.get("TokenType"))
        if kind not in TOKEN_TYPES:
            yield Violation(
                f"the TokenType is {kind[:60] or 'missing'!r}; it can be {', '.join(TOKEN_TYPES)}",
                parts.get("TokenType", one),
                section="3.1.4.4.4.1",
            )


def token_requests(children: dict[str, etree._Element]) -> list[etree._Element]:
    """Returns the token requests of a GetClientAccessToken request, from the children of its payload."""
    requests = children.get("TokenRequests")
    return [] if requests is None else list(requests.iterchildren(etree.Element))


@rule("EXT004", "manifest-base64", MUST, section="3.1.4.2.3.3", on=_WITH_MANIFESTS)
def manifest_base64(message: Message, history: History) -> Iterator[Violation]:
    """A manifest is base64.

    Sections 3.1.4.2.3.3 and 3.1.4.5.3.1. One that is cut off in the middle is information: the document
    abbreviates its examples so (docs/errata.md).

    Good:
        <m:Manifest>PE9mZmljZUFwcC8+</m:Manifest>
    Bad:
        <m:Manifest>manifest.xml</m:Manifest>
    """
    for element, flaw in _flaws(message):
        if flaw in (Flaw.NOT_BASE64, Flaw.CUT):
            yield Violation(
                f"the manifest {flaw}",
                element,
                severity=Severity.INFO if flaw is Flaw.CUT else None,
                section=_manifest_section(message),
            )


@rule("EXT005", "manifest-is-xml", MUST, section="3.1.4.2.3.3", on=_WITH_MANIFESTS)
def manifest_is_xml(message: Message, history: History) -> Iterator[Violation]:
    """A manifest decodes to the XML file of a mail app.

    Sections 3.1.4.2.3.3 and 3.1.4.5.3.1, and example 4.1. Another root element than OfficeApp is a warning:
    what stands in a manifest is not part of the document.

    Good:
        <m:Manifest>PE9mZmljZUFwcC8+</m:Manifest>
    Bad:
        <m:Manifest>SGVsbG8sIHdvcmxkIQ==</m:Manifest>
    """
    for element, flaw in _flaws(message):
        if flaw in (Flaw.NOT_XML, Flaw.ANOTHER_FILE):
            yield Violation(
                f"the manifest {flaw}",
                element,
                severity=Severity.WARNING if flaw is Flaw.ANOTHER_FILE else None,
                section=_manifest_section(message),
            )


def _flaws(message: Message) -> Iterator[tuple[etree._Element, Flaw]]:
    for element, manifest in message.memo(read_manifests):
        if manifest.flaw is not None:
            yield element, manifest.flaw


def _manifest_section(message: Message) -> str:
    return "3.1.4.5.3.1" if message.operation and message.operation.name == "InstallApp" else ""


@rule("EXT006", "something-to-install", MUST, section="3.1.4.5.3.1", on=request("InstallApp"))
def something_to_install(message: Message, history: History) -> Iterator[Violation]:
    """An InstallApp request has a manifest, or names an asset of the marketplace.

    Section 3.1.4.5.3.1; without either there is nothing to install.

    Good:
        <m:Manifest>PE9mZmljZUFwcC8+</m:Manifest>
    Bad:
        <m:InstallApp/>
    """
    if not text_of(message.children.get("Manifest")) and not text_of(
        message.children.get("MarketplaceAssetId")
    ):
        yield Violation("the request has neither a Manifest nor a MarketplaceAssetId", message.payload)


@rule(
    "EXT007",
    "element-of-a-later-version",
    MUST,
    section="8",
    on=request("GetClientAccessToken", "InstallApp"),
    severity=Severity.WARNING,
)
def element_of_a_later_version(message: Message, history: History) -> Iterator[Violation]:
    """What Exchange 2013 does not have is not asked of it.

    Product notes <1> to <5>: Scope, ScopedToken, MarketplaceAssetId, MarketplaceContentMarket and
    SendWelcomeEmail came later. Judged by RequestServerVersion.

    Good:
        <t:RequestServerVersion Version="Exchange2016"/>
    Bad:
        <t:RequestServerVersion Version="Exchange2013"/>
    """
    wanted = message.soap_header("RequestServerVersion")
    payload = message.payload
    if wanted is None or payload is None or not is_2013(str(wanted.get("Version", ""))):
        return
    for element in payload.iterdescendants(*("{*}" + name for name in AFTER_2013), "{*}TokenType"):
        name = str(element.tag).rpartition("}")[2]
        shown = text_of(element) if name == "TokenType" else name
        if name != "TokenType" or shown in TOKENS_AFTER_2013:
            yield Violation(f"Exchange 2013 has no {shown}, and the request asks for its version", element)


@rule(
    "EXT042",
    "app-of-a-manifest",
    MUST,
    section="3.1.4.1.3.1",
    on=request("DisableApp", "UninstallApp", "GetClientAccessToken"),
    severity=Severity.INFO,
)
def app_of_a_manifest(message: Message, history: History) -> Iterator[Violation]:
    """An app is named by the identifier that its manifest has.

    Examples 4.2, 4.5 and 4.6 take it from there. Information, and only after a GetAppManifests of the
    account: an app can be installed by others meanwhile.

    Good:
        UninstallApp of an app that GetAppManifests returned
    Bad:
        UninstallApp of an app that GetAppManifests did not return
    """
    if history.request is None:
        return
    named = [message.children["ID"]] if "ID" in message.children else []
    named += [part for one in token_requests(message.children) for part in one.iterchildren("{*}Id")]
    known = history.state(AppsSeen).of(history.request)
    for element in named:
        if text_of(element) and not known.knows(app_id(text_of(element))):
            yield Violation(f"no manifest of this account has the app {text_of(element)[:60]!r}", element)
