"""The six operations of MS-OXWSCEXT (section 3.1.4)."""

from __future__ import annotations

from functools import partial

from inspector.protocols.operation import Deviation, Operation

_operation = partial(Operation, headers=("RequestServerVersion",), since=2013)
_ACTION = "http://schemas.microsoft.com/exchange/services/2006/messages/"

OPERATIONS = (
    _operation(name="DisableApp", section="3.1.4.1", takes=("ID",), modifies=True),
    _operation(
        name="GetAppManifests",
        section="3.1.4.2",
        deviations=(
            Deviation(
                code="XSD101",
                name="error-without-manifests",
                what="GetAppManifestsResponse holds Manifests even if it says that an error happened.",
                why="The schema demands it (MS-OXWSCEXT section 3.1.4.3.3.2), yet an error has no manifests: "
                "known of the product, see docs/errata.md.",
                lacking="GetAppManifestsResponse",
            ),
        ),
    ),
    # The heading of 3.1.4.3 and its binding fragment say Uri, the elements and the WSDL of section 6 say Url.
    _operation(
        name="GetAppMarketplaceUrl",
        section="3.1.4.3",
        soap_actions=(_ACTION + "GetAppMarketplaceUrl", _ACTION + "GetAppMarketplaceUri"),
    ),
    _operation(name="GetClientAccessToken", section="3.1.4.4"),
    _operation(name="InstallApp", section="3.1.4.5", modifies=True),
    # The bindings end in Uninstall, the text in UninstallApp.
    _operation(
        name="UninstallApp",
        section="3.1.4.6",
        soap_actions=(_ACTION + "UninstallApp", _ACTION + "Uninstall"),
        takes=("ID",),
        modifies=True,
    ),
)
