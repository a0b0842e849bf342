"""What a server does by MS-OXWSCEXT section 3.1.4 and its product notes; tests are named after sections."""

import base64

import pytest

from inspector.protocols import oxwscext
from inspector.wire.xml import parse_xml
from tests.simulator.asking import Answer, Asking

APP = "1c50226d-04b5-4ab2-9fcd-42e236b59e4b"
ABSENT = "00000000-0000-0000-0000-000000000001"


def manifest(version: str = "1.0.0.0", app: str = APP) -> str:
    text = (
        f'<OfficeApp xmlns="http://schemas.microsoft.com/office/appforoffice/1.1"><Id>{app}</Id>'
        f'<Version>{version}</Version><DisplayName DefaultValue="Sample"/></OfficeApp>'
    )
    return base64.b64encode(text.encode()).decode()


@pytest.fixture
def asking() -> Asking:
    return Asking()


def install(asking: Asking, content: str = "", more: str = "") -> Answer:
    return asking.ews(f"<m:InstallApp><m:Manifest>{content or manifest()}</m:Manifest>{more}</m:InstallApp>")


def uninstall(asking: Asking, app: str = APP) -> str:
    return asking.ews(f"<m:UninstallApp><m:ID>{app}</m:ID></m:UninstallApp>").code


def disable(asking: Asking, app: str = APP, reason: str = "NoReason") -> str:
    body = f"<m:ID>{app}</m:ID><m:DisableReason>{reason}</m:DisableReason>"
    return asking.ews(f"<m:DisableApp>{body}</m:DisableApp>").code


def token(asking: Asking, *kinds: str, app: str = APP, more: str = "") -> Answer:
    requests = "".join(
        f"<t:TokenRequest><t:Id>{app}</t:Id><t:TokenType>{kind}</t:TokenType>{more}</t:TokenRequest>"
        for kind in kinds
    )
    return asking.ews(
        f"<m:GetClientAccessToken><m:TokenRequests>{requests}</m:TokenRequests></m:GetClientAccessToken>"
    )


def installed(asking: Asking) -> set[str]:
    """The ids in the manifests that GetAppManifests returns."""
    answer = asking.ews("<m:GetAppManifests/>")
    assert answer.code == "NoError"
    roots = [parse_xml(base64.b64decode(text)) for text in answer.texts(".//m:Manifest")]
    return {str(root.findtext("{*}Id")).lower() for root in roots}


# -- 3.1.4.1 DisableApp ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reason", ["NoReason", "OutlookClientPerformance", "OWAClientPerformance", "MobileClientPerformance"]
)
def test_3_1_4_and_3_1_4_1_3_1_and_3_1_4_1_4_1_an_app_is_disabled_for_a_reason(
    asking: Asking, reason: str
) -> None:
    install(asking)
    assert disable(asking, reason=reason) == "NoError"
    app = asking.simulator.default_account.state_of(oxwscext.DOCUMENT).app(APP)
    assert app is not None
    assert (app.enabled, app.disable_reason) == (False, reason)
    assert APP not in installed(asking)


def test_3_1_4_1_3_1_an_app_that_is_not_installed_cannot_be_disabled(asking: Asking) -> None:
    assert disable(asking, ABSENT) == "ErrorExtensionNotFound"
    assert disable(asking, "no-guid") == "ErrorInvalidExtensionId"


def test_3_1_4_1_4_1_other_reasons_are_not_valid(asking: Asking) -> None:
    body = f"<m:DisableApp><m:ID>{APP}</m:ID><m:DisableReason>Boredom</m:DisableReason></m:DisableApp>"
    answer = asking.ews(body)
    assert answer.fault is not None
    assert answer.fault.detail_text("ResponseCode") == "ErrorSchemaValidation"


# -- 3.1.4.2 GetAppManifests -----------------------------------------------------------------------------


def test_3_1_4_and_3_1_4_2_3_2_and_3_1_4_2_3_3_the_manifests_of_installed_apps_are_returned(
    asking: Asking,
) -> None:
    before = installed(asking)
    assert len(before) == 1, "the server provides an app"
    install(asking)
    answer = asking.ews("<m:GetAppManifests/>")
    assert manifest() in answer.texts(".//m:Manifest")
    assert installed(asking) == before | {APP}


# -- 3.1.4.3 GetAppMarketplaceUrl ------------------------------------------------------------------------


def test_3_1_4_and_3_1_4_3_3_2_the_marketplace_has_a_url(asking: Asking) -> None:
    answer = asking.ews("<m:GetAppMarketplaceUrl/>")
    assert answer.payload.get("ResponseClass") == "Success"
    assert answer.text("m:AppMarketplaceUrl").startswith("https://")


# -- 3.1.4.4 GetClientAccessToken ------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "ttl"), [("CallerIdentity", "479"), ("ExtensionCallback", "59")])
def test_3_1_4_and_3_1_4_4_3_3_and_3_1_4_4_3_5_and_3_1_4_4_4_1_a_token_has_app_type_value_and_ttl(
    asking: Asking, kind: str, ttl: str
) -> None:
    install(asking)
    answer = token(asking, kind)
    assert answer.code == "NoError"
    assert answer.text(".//m:Token/t:Id") == APP
    assert answer.text(".//m:Token/t:TokenType") == kind
    assert answer.text(".//m:Token/t:TTL") == ttl
    assert answer.text(".//m:Token/t:TokenValue").count(".") == 2


def test_3_1_4_4_3_1_and_3_1_4_4_3_2_and_3_1_4_4_3_4_and_3_1_4_4_3_6_each_request_has_its_answer(
    asking: Asking,
) -> None:
    install(asking)
    answer = token(asking, "CallerIdentity", "Connectors", "ExtensionCallback")
    assert answer.codes == ["NoError", "ErrorInvalidClientAccessTokenRequest", "NoError"]
    assert answer.texts(".//t:TokenType") == ["CallerIdentity", "ExtensionCallback"]


def test_3_1_4_4_3_3_there_is_no_token_for_an_app_that_is_not_there_or_disabled(asking: Asking) -> None:
    assert token(asking, "CallerIdentity").code == "ErrorInvalidClientAccessTokenRequest"
    install(asking)
    disable(asking)
    assert token(asking, "CallerIdentity").code == "ErrorInvalidClientAccessTokenRequest"
    assert token(asking, "CallerIdentity", app="x").code == "ErrorInvalidClientAccessTokenRequest"


def test_8_notes_1_and_2_and_3_1_4_4_3_3_and_3_1_4_4_4_1_scoped_tokens_need_a_scope_and_2016() -> None:
    scope = "<t:Scope>ParentItemId:AAMk</t:Scope>"
    new, old = Asking(), Asking(version="Exchange2013")
    for asking in (new, old):
        install(asking)
    assert token(new, "ScopedToken", more=scope).code == "NoError"
    assert token(new, "ScopedToken").code == "ErrorInvalidClientAccessTokenRequest"
    assert token(old, "ScopedToken", more=scope).code == "ErrorInvalidClientAccessTokenRequest"


# -- 3.1.4.5 InstallApp ----------------------------------------------------------------------------------


def test_3_1_4_and_3_1_4_5_3_1_and_3_1_4_5_3_2_an_app_is_installed_and_installed_anew(asking: Asking) -> None:
    assert install(asking).text("m:WasFirstInstall") == "true"
    assert install(asking, manifest("1.0.0.1")).text("m:WasFirstInstall") == "false"
    assert install(asking, manifest("1.0.0.0")).code == "ErrorNewerExtensionAlreadyInstalled"
    app = asking.simulator.default_account.state_of(oxwscext.DOCUMENT).app(APP)
    assert app is not None
    assert app.version == "1.0.0.1"
    uninstall(asking)
    assert install(asking).text("m:WasFirstInstall") == "false", "it was installed before, and newer"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (base64.b64encode(b"not XML").decode(), "ErrorInvalidRequest"),
        (base64.b64encode(b"<Other/>").decode(), "ErrorInvalidRequest"),
        (base64.b64encode(b'<!DOCTYPE x [<!ENTITY y "z">]><OfficeApp/>').decode(), "ErrorInvalidRequest"),
        (manifest(app="seven"), "ErrorInvalidExtensionId"),
    ],
)
def test_3_1_4_5_3_1_what_is_no_manifest_is_not_installed(asking: Asking, content: str, code: str) -> None:
    before = installed(asking)
    assert install(asking, content).code == code
    assert installed(asking) == before


def test_3_1_4_5_3_1_and_8_note_5_a_welcome_mail_is_sent_on_demand(asking: Asking) -> None:
    install(asking, more="<m:SendWelcomeEmail>true</m:SendWelcomeEmail>")
    assert asking.subjects("inbox")[0] == "Sample is ready to use"


def test_3_1_4_5_3_1_asset_and_market_may_stand_beside_the_manifest(asking: Asking) -> None:
    more = (
        "<m:MarketplaceAssetId>WA1</m:MarketplaceAssetId>"
        "<m:MarketplaceContentMarket>en-US</m:MarketplaceContentMarket>"
    )
    assert install(asking, more=more).code == "NoError"
    assert APP in installed(asking)


def test_8_notes_3_to_5_exchange_2013_sends_no_welcome_mail() -> None:
    old = Asking(version="Exchange2013")
    before = old.subjects("inbox")
    install(old, more="<m:SendWelcomeEmail>true</m:SendWelcomeEmail>")
    assert old.subjects("inbox") == before


def test_8_note_6_exchange_2013_does_not_say_whether_it_was_the_first_install() -> None:
    answer = install(Asking(version="Exchange2013"))
    assert answer.code == "NoError"
    assert answer.all("m:WasFirstInstall") == []


# -- 3.1.4.6 UninstallApp --------------------------------------------------------------------------------


def test_3_1_4_and_3_1_4_6_3_1_an_app_is_uninstalled_once(asking: Asking) -> None:
    install(asking)
    assert uninstall(asking, APP.upper()) == "NoError"
    assert APP not in installed(asking)
    assert uninstall(asking) == "ErrorExtensionNotFound"
    assert uninstall(asking, "x") == "ErrorInvalidExtensionId"


def test_3_1_4_6_an_app_that_the_server_provides_stays(asking: Asking) -> None:
    (provided,) = installed(asking)
    assert uninstall(asking, provided) == "ErrorCannotUninstallProvidedExtensions"
    assert disable(asking, provided) == "NoError"
    assert installed(asking) == set()


def test_8_versions_before_2013_have_no_apps() -> None:
    answer = Asking(version="Exchange2010_SP2").ews("<m:GetAppManifests/>")
    assert answer.fault is not None
    assert answer.fault.detail_text("ResponseCode") == "ErrorInvalidRequest"
