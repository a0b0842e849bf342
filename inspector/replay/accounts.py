"""Whose mailbox header fields ask for, where cassettes show more than one.

Whom a message impersonates always counts and belongs to its digest (:mod:`inspector.replay.keys`). What
X-AnchorMailbox and the credentials name counts only where the cassettes have several of them: a test that
runs under other credentials than its recording goes on working.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from inspector.protocols.common.accounts import ANCHOR, CREDENTIALS, RequestAccount, anchor_of, user_of
from inspector.replay.keys import MatchKey
from inspector.wire.http import HttpRequest

HeaderNames = tuple[str, str]
"""The mailbox that X-AnchorMailbox names, and the user of the credentials; each may be empty."""


def names_of(request: HttpRequest) -> HeaderNames:
    """Returns whom the header fields of a request name."""
    return anchor_of(request), user_of(request)


@dataclass(frozen=True)
class HeaderAccounts:
    """What counts of whom header fields name.

    Args:
        anchors: X-AnchorMailbox does.
        users: the credentials do.
    """

    anchors: bool = False
    users: bool = False

    @classmethod
    def of(cls, names: Iterable[HeaderNames]) -> Self:
        """Says what counts where header fields name these."""
        seen = set(names)
        anchors = {anchor for anchor, _ in seen if anchor}
        users = {user for _, user in seen if user}
        return cls(len(anchors) > 1, len(users) > 1)

    def __bool__(self) -> bool:
        return self.anchors or self.users

    def chosen(self, names: HeaderNames) -> RequestAccount:
        """Returns the account among those that header fields name."""
        anchor, user = names
        if self.anchors and anchor:
            return RequestAccount(anchor, ANCHOR)
        if self.users and user:
            return RequestAccount(user, CREDENTIALS)
        return RequestAccount()

    def keyed(self, key: MatchKey, impersonated: str, names: HeaderNames) -> MatchKey:
        """Returns a key with the account that counts beside it.

        Args:
            key: of the request without its header fields.
            impersonated: whom the message impersonates; header fields do not count then.
            names: whom header fields name.
        """
        name = "" if impersonated else self.chosen(names).name
        return key._replace(digest=key.digest + b"\0" + name.encode("utf-8", "surrogatepass"))
