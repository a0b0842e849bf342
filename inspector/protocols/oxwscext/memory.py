"""What a session has shown of the mail apps of each account."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from lxml import etree

from inspector.bounded import ExpiringMap
from inspector.protocols.common.accounts import account_of_message
from inspector.protocols.message import Message, text_of
from inspector.protocols.oxwscext.manifests import Manifest, app_id, read_manifest
from inspector.protocols.session import SessionState

_MOST_APPS = 256  # of one account; nobody has more, and a hostile session cannot fill the memory


def manifests_in(message: Message) -> list[str]:
    """Returns the identifiers of the apps whose manifests a message carries."""
    return [manifest.app for _, manifest in message.memo(read_manifests) if manifest.app]


def read_manifests(message: Message) -> list[tuple[etree._Element, Manifest]]:
    """Reads the manifests that a message carries."""
    payload = message.payload
    if payload is None:
        return []
    return [(each, read_manifest(text_of(each))) for each in payload.iter("{*}Manifest")]


@dataclass(frozen=True)
class AppsOfAccount:
    """The apps of an account.

    Args:
        listed: those of the last GetAppManifests; ``None`` if there was none.
        installed: when the installation of an app was answered.
        removed: when the removal of an app was answered.
        disabled: when an app was disabled; it is installed, and need not be listed.
    """

    listed: frozenset[str] | None = None
    installed: dict[str, float] = field(default_factory=dict)
    removed: dict[str, float] = field(default_factory=dict)
    disabled: dict[str, float] = field(default_factory=dict)

    def knows(self, app: str) -> bool:
        """Whether a manifest that the session has seen names the app, or none was seen at all."""
        seen = (self.installed, self.removed, self.disabled)
        return self.listed is None or app in self.listed or any(app in apps for apps in seen)


class AppsSeen(SessionState):
    """The mail apps of a session by account."""

    watches = ("DisableApp", "GetAppManifests", "InstallApp", "UninstallApp")
    by_name = True

    def __init__(self) -> None:
        self._accounts: ExpiringMap[AppsOfAccount] = ExpiringMap(256)

    def __len__(self) -> int:
        return len(self._accounts)

    def of(self, request: Message) -> AppsOfAccount:
        """Returns the apps of the account that a request is made for."""
        return self._accounts.get(account_of_message(request)) or AppsOfAccount()

    def observe(self, request: Message, response: Message | None) -> None:
        """Takes in an interaction."""
        operation = request.operation
        if operation is None or response is None or not response.succeeded:
            return
        known = self.of(request)
        if operation.name == "GetAppManifests":
            known = replace(known, listed=frozenset(manifests_in(response)))
        elif operation.name == "InstallApp":
            added = dict.fromkeys(manifests_in(request), response.at)
            known = replace(
                known,
                installed=_bounded({**known.installed, **added}),
                removed=_without(known.removed, added),
                disabled=_without(known.disabled, added),
            )
        else:
            app = app_id(text_of(request.children.get("ID")))
            if operation.name == "DisableApp":
                known = replace(known, disabled=_bounded({**known.disabled, app: response.at}))
            else:
                known = replace(known, removed=_bounded({**known.removed, app: response.at}))
        self._accounts.put(account_of_message(request), known, response.at)


def _without(apps: dict[str, float], gone: Collection[str]) -> dict[str, float]:
    return {app: at for app, at in apps.items() if app not in gone}


def _bounded(apps: dict[str, float]) -> dict[str, float]:
    return dict(list(apps.items())[-_MOST_APPS:])


SESSION_STATE = (AppsSeen,)
"""What the rules remember of a session."""
