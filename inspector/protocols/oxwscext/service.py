"""The six operations of MS-OXWSCEXT as a server carries them out (section 3.1.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from lxml import etree

from inspector.protocols.common.answers import M, T, answer_each, answering
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.namespaces import MESSAGES
from inspector.protocols.common.reading import boolean, child, children, one_of, required, text_of
from inspector.protocols.common.versions import asked_product
from inspector.protocols.oxwscext.apps import App, app_of, guid_of
from inspector.protocols.oxwscext.installed_apps import Apps

_REASONS = ("NoReason", "OutlookClientPerformance", "OWAClientPerformance", "MobileClientPerformance")
# The document gives TTL no unit; its example of a caller identity has 479, which is eight hours in minutes.
_TTL = {"CallerIdentity": 479, "ExtensionCallback": 59, "ScopedToken": 59}


Serve = Callable[[etree._Element, Apps, float], etree._Element]


def disable_app(payload: etree._Element, apps: Apps, at: float) -> Iterable[etree._Element]:
    """Section 3.1.4.1."""
    app = _installed(apps, payload)
    reason = one_of(required(payload, "DisableReason"), _REASONS)
    apps.keep_app(replace(app, enabled=False, disable_reason=reason))
    return ()


def get_app_manifests(payload: etree._Element, apps: Apps, at: float) -> Iterable[etree._Element]:
    """Section 3.1.4.2, for the apps that are enabled."""
    yield M.Manifests(*(M.Manifest(app.manifest) for app in apps.apps() if app.enabled))


def get_app_marketplace_url(payload: etree._Element, apps: Apps, at: float) -> Iterable[etree._Element]:
    """Section 3.1.4.3."""
    yield M.AppMarketplaceUrl(apps.marketplace())


def get_client_access_token(payload: etree._Element, apps: Apps, at: float) -> etree._Element:
    """Section 3.1.4.4: a response message for each token, as the example in 4.2 has it."""

    def one(wanted: etree._Element) -> Iterable[etree._Element]:
        yield M.Token(*_token(wanted, apps, at))

    asked = children(required(payload, "TokenRequests"), "TokenRequest")
    return answer_each("GetClientAccessToken", asked, one)


def install_app(payload: etree._Element, apps: Apps, at: float) -> Iterable[etree._Element]:
    """Section 3.1.4.5; WasFirstInstall and SendWelcomeEmail since Exchange 2016 (notes 5 and 6)."""
    app = app_of(text_of(required(payload, "Manifest")))
    present = apps.app(app.id)
    if present is not None and present.installed and present.release > app.release:
        raise OperationError("ErrorNewerExtensionAlreadyInstalled")
    apps.keep_app(replace(app, provided=present is not None and present.provided))
    if asked_product(payload, apps.product) < 2016:
        return
    welcome = child(payload, "SendWelcomeEmail")
    if welcome is not None and boolean(welcome):
        apps.welcome(app, at)
    yield M.WasFirstInstall("true" if present is None else "false")


def uninstall_app(payload: etree._Element, apps: Apps, at: float) -> Iterable[etree._Element]:
    """Section 3.1.4.6."""
    app = _installed(apps, payload)
    if app.provided:
        raise OperationError("ErrorCannotUninstallProvidedExtensions")
    apps.keep_app(replace(app, installed=False))
    return ()


def _without_prefix(serve: Serve) -> Serve:
    """The Managed API looks for the children of one answer by a name without a prefix."""

    def served(payload: etree._Element, apps: Apps, at: float) -> etree._Element:
        answer = serve(payload, apps, at)
        plain = etree.Element(answer.tag, dict(answer.attrib), nsmap={None: MESSAGES})
        plain.extend(answer)
        return plain

    return served


SERVICE: Mapping[str, Serve] = {
    "DisableApp": answering("DisableApp", disable_app),
    "GetAppManifests": answering("GetAppManifests", get_app_manifests),
    "GetAppMarketplaceUrl": _without_prefix(answering("GetAppMarketplaceUrl", get_app_marketplace_url)),
    "GetClientAccessToken": get_client_access_token,
    "InstallApp": answering("InstallApp", install_app),
    "UninstallApp": answering("UninstallApp", uninstall_app),
}
"""What carries out each operation: a function of the Body's child, the apps and the clock time."""


def _installed(apps: Apps, payload: etree._Element) -> App:
    app = apps.app(guid_of(text_of(required(payload, "ID"))))
    if app is None or not app.installed:
        raise OperationError("ErrorExtensionNotFound")
    return app


def _token(wanted: etree._Element, apps: Apps, at: float) -> Iterable[etree._Element]:
    identifier = text_of(required(wanted, "Id"))
    kind = text_of(required(wanted, "TokenType"))
    scope = text_of(child(wanted, "Scope"))
    # Note 2: Exchange 2013 has no scoped tokens; other types are of later schemas.
    known = kind in _TTL and (kind != "ScopedToken" or (apps.product >= 2016 and scope != ""))
    try:
        app = apps.app(guid_of(identifier))
    except OperationError:
        app = None
    if app is None or not (app.installed and app.enabled and known):
        raise OperationError("ErrorInvalidClientAccessTokenRequest")
    yield T.Id(identifier)
    yield T.TokenType(kind)
    yield T.TokenValue(apps.token(app, kind, scope, at))
    yield T.TTL(str(_TTL[kind]))
