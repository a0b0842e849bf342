"""Rules of MS-OXWSCEXT about what a server answers."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from inspector.protocols.message import Message, children_of, text_of
from inspector.protocols.oxwscext.manifests import app_id
from inspector.protocols.oxwscext.memory import AppsSeen, manifests_in
from inspector.protocols.oxwscext.request_rules import TOKEN_TYPES, token_requests
from inspector.protocols.oxwscext.since import is_2013
from inspector.protocols.rule import MUST, Severity, Violation, response, rule
from inspector.protocols.session import History


@rule("EXT020", "manifests-returned", MUST, section="3.1.4.2.3.2", on=response("GetAppManifests"))
def manifests_returned(message: Message, history: History) -> Iterator[Violation]:
    """A successful GetAppManifests returns Manifests.

    Section 3.1.4.2.3.2. Later schema versions have Apps instead, which passes. An error answer has neither,
    though the schema demands Manifests even then (docs/errata.md).

    Good:
        <m:Manifests>
    Bad:
        <m:GetAppManifestsResponse ResponseClass="Success"> with a m:ResponseCode alone
    """
    if message.succeeded and not message.children.keys() & {"Manifests", "Apps"}:
        yield Violation("the response has no Manifests", message.payload)


@rule("EXT022", "marketplace-url-returned", MUST, section="3.1.4.3.3.2", on=response("GetAppMarketplaceUrl"))
def marketplace_url_returned(message: Message, history: History) -> Iterator[Violation]:
    """A successful GetAppMarketplaceUrl returns a URL that a browser can open.

    Section 3.1.4.3.3.2.

    Good:
        <m:AppMarketplaceUrl>https://store.example.com/apps</m:AppMarketplaceUrl>
    Bad:
        <m:AppMarketplaceUrl>store</m:AppMarketplaceUrl>
    """
    if not message.succeeded:
        return
    element = message.children.get("AppMarketplaceUrl")
    url = text_of(element)
    if not _is_web_address(url):
        what = f"AppMarketplaceUrl {url[:80]!r} is no URL" if url else "the response has no AppMarketplaceUrl"
        yield Violation(what, message.payload if element is None else element)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _tokens(message: Message) -> Iterator[tuple[etree._Element, etree._Element | None]]:
    """Yields the successful response messages with their tokens."""
    for result in message.response_messages:
        if result.get("ResponseClass") == "Success":
            yield result, children_of(result).get("Token")


@rule("EXT023", "token-complete", MUST, section="3.1.4.4.3.5", on=response("GetClientAccessToken"))
def token_complete(message: Message, history: History) -> Iterator[Violation]:
    """A successful GetClientAccessToken returns a token with all of its parts.

    Id, TokenType, TokenValue and TTL (sections 3.1.4.4.3.4 and 3.1.4.4.3.5).

    Good:
        <t:TTL>479</t:TTL>
    Bad:
        <m:Token/>
    """
    for result, token in _tokens(message):
        if token is None:
            yield Violation("the response message has no Token", result, section="3.1.4.4.3.4")
            continue
        parts = children_of(token)
        for name in ("Id", "TokenType", "TokenValue", "TTL"):
            if not text_of(parts.get(name)):
                yield Violation(f"the token has no {name}", token)


@rule("EXT024", "token-as-asked", MUST, section="3.1.4.4.3.5", on=response("GetClientAccessToken"))
def token_as_asked(message: Message, history: History) -> Iterator[Violation]:
    """A token is of the type, and for the app, that was asked for.

    Sections 3.1.4.4.3.3 and 3.1.4.4.3.5; the answers stand in the order of the requests. That the Id is the
    app's follows from example 4.2 only: another one is a warning.

    Good:
        <t:TokenType>CallerIdentity</t:TokenType>
    Bad:
        <t:TokenType>ExtensionCallback</t:TokenType>
    """
    asked = token_requests(message.request_children)
    for one, result in zip(asked, message.response_messages, strict=False):
        token = children_of(children_of(result).get("Token"))
        wanted = children_of(one)
        kind = text_of(token.get("TokenType"))
        if kind and (kind not in TOKEN_TYPES or kind != text_of(wanted.get("TokenType"))):
            yield Violation(
                f"the token is a {kind[:60]}, a {text_of(wanted.get('TokenType'))[:60]} was asked for",
                token["TokenType"],
            )
        named = text_of(token.get("Id"))
        if named and app_id(named) != app_id(text_of(wanted.get("Id"))):
            yield Violation(
                "the token is for another app than the one that was asked for",
                token["Id"],
                severity=Severity.WARNING,
            )


@rule("EXT025", "token-lives", MUST, section="3.1.4.4.3.5", on=response("GetClientAccessToken"))
def token_lives(message: Message, history: History) -> Iterator[Violation]:
    """The TTL of a token is a number greater than zero.

    Section 3.1.4.4.3.5: it is the time to live. A token that is over when it comes is no use.

    Good:
        <t:TTL>479</t:TTL>
    Bad:
        <t:TTL>0</t:TTL>
    """
    for _, token in _tokens(message):
        element = children_of(token).get("TTL")
        text = text_of(element)
        if text and not (text.isascii() and text.isdigit() and len(text) < 19 and int(text) > 0):
            yield Violation(f"TTL is {text[:20]!r}; it must be a number greater than zero", element)


@rule(
    "EXT026",
    "first-install-of-a-later-version",
    MUST,
    section="8",
    on=response("InstallApp"),
    severity=Severity.WARNING,
)
def first_install_of_a_later_version(message: Message, history: History) -> Iterator[Violation]:
    """Exchange 2013 does not tell whether an app was installed for the first time.

    Product note <6>: WasFirstInstall came later.

    Good:
        <t:ServerVersionInfo MajorVersion="15" MinorVersion="1" Version="Exchange2016"/>
    Bad:
        <t:ServerVersionInfo MajorVersion="15" MinorVersion="0" Version="Exchange2013"/>
    """
    told = message.soap_header("ServerVersionInfo")
    element = message.children.get("WasFirstInstall")
    if element is not None and told is not None and is_2013(str(told.get("Version", ""))):
        yield Violation("Exchange 2013 has no WasFirstInstall", element)


@rule("EXT027", "token-response-shape", MUST, section="3.1.4.4.3.6", on=response("GetClientAccessToken"))
def token_response_shape(message: Message, history: History) -> Iterator[Violation]:
    """A GetClientAccessToken response says how it went.

    Section 3.1.4.4.1.2 puts ResponseClass on GetClientAccessTokenResponse, its type (3.1.4.4.3.6) has
    response messages inside: both pass (docs/errata.md).

    Good:
        <m:GetClientAccessTokenResponseMessage ResponseClass="Success">
    Bad:
        <m:GetClientAccessTokenResponse/>
    """
    if not message.response_messages:
        yield Violation("the response has no response message and no ResponseClass", message.payload)


@rule("EXT028", "one-token-a-request", MUST, section="3.1.4.4.3.6", on=response("GetClientAccessToken"))
def one_token_a_request(message: Message, history: History) -> Iterator[Violation]:
    """A GetClientAccessToken response has one response message for each token request.

    A client has nothing else to tell which token is which. One ResponseClass for all passes if it tells an
    error.

    Good:
        two response messages for two token requests
    Bad:
        one response message for two token requests
    """
    asked = token_requests(message.request_children)
    told = len(message.response_messages)
    if asked and told and told != len(asked) and message.succeeded:
        yield Violation(f"{len(asked)} tokens were asked for, {told} are answered", message.payload)


@rule(
    "EXT040",
    "uninstalled-app-is-gone",
    MUST,
    section="3.1.4.6",
    on=response("GetAppManifests"),
    severity=Severity.WARNING,
)
def uninstalled_app_is_gone(message: Message, history: History) -> Iterator[Violation]:
    """An app that was uninstalled is not among the manifests.

    Section 3.1.4.6. A warning: somebody else can have installed it again.

    Good:
        UninstallApp, then GetAppManifests without the app
    Bad:
        UninstallApp, then GetAppManifests with the app
    """
    if history.request is None:
        return
    known = history.state(AppsSeen).of(history.request)
    if known.removed and message.succeeded:
        listed = set(manifests_in(message))
        for app, removed in known.removed.items():
            if app in listed and history.asked_at >= removed:
                yield Violation(f"the app {app[:60]} was uninstalled and is listed", message.payload)


@rule(
    "EXT041",
    "installed-app-is-listed",
    MUST,
    section="3.1.4.5",
    on=response("GetAppManifests"),
    severity=Severity.WARNING,
)
def installed_app_is_listed(message: Message, history: History) -> Iterator[Violation]:
    """An app that was installed is among the manifests.

    Sections 3.1.4.5 and 3.1.4.2. A warning: somebody else can have uninstalled it.

    Good:
        InstallApp, then GetAppManifests with the app
    Bad:
        InstallApp, then GetAppManifests without the app
    """
    if history.request is None:
        return
    known = history.state(AppsSeen).of(history.request)
    if known.installed and message.succeeded:
        listed = set(manifests_in(message))
        for app, installed in known.installed.items():
            hidden = app in known.removed or app in known.disabled
            if app not in listed and not hidden and history.asked_at >= installed:
                yield Violation(f"the app {app[:60]} was installed and is not listed", message.payload)


@rule("EXT043", "first-install-once", MUST, section="3.1.4.5.3.2", on=response("InstallApp"))
def first_install_once(message: Message, history: History) -> Iterator[Violation]:
    """WasFirstInstall is true for the first installation of an app only.

    Section 3.1.4.5.3.2.

    Good:
        InstallApp, then InstallApp of the same app with WasFirstInstall false
    Bad:
        InstallApp, then InstallApp of the same app with WasFirstInstall true
    """
    element = message.children.get("WasFirstInstall")
    if history.request is None or text_of(element) not in ("true", "1"):
        return
    known = history.state(AppsSeen).of(history.request)
    for app in manifests_in(history.request):
        if app in known.installed:
            yield Violation(f"the app {app[:60]} was installed before in this session", element)
