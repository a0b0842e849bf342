"""What OAuth clients ask of Microsoft's login hosts before they ask Exchange.

The paths are those of the Microsoft identity platform (v1.0 and v2.0 endpoints).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from inspector.protocols.endpoints import endpoint_of
from inspector.protocols.operation import Endpoint
from inspector.wire.http import HttpRequest


class SignInStep(StrEnum):
    """What is asked for."""

    TOKEN = "a token"
    DEVICE_CODE = "a device code"
    CONFIGURATION = "the openid-configuration"
    INSTANCES = "the discovery of instances"
    REALM = "the realm of a user"
    KEYS = "the keys of tokens"


class SignIn(NamedTuple):
    """A request that a client sends to sign in.

    Args:
        step: what it asks for.
        tenant: the first step of its path, with its slash; empty if there is none.
    """

    step: SignInStep
    tenant: str


_TENANT = r"(?P<tenant>(?:/[\w.%@-]{1,200})?)"
_PATHS = tuple(
    (methods, re.compile(_TENANT + pattern + r"/?\Z", re.IGNORECASE), step)
    for methods, pattern, step in (
        (("POST",), r"/oauth2(?:/v2\.0)?/token", SignInStep.TOKEN),
        (("POST", "GET"), r"/oauth2(?:/v2\.0)?/devicecode", SignInStep.DEVICE_CODE),
        (("GET",), r"(?:/v2\.0)?/\.well-known/openid-configuration", SignInStep.CONFIGURATION),
        (("GET",), r"/discovery/instance", SignInStep.INSTANCES),
        (("GET",), r"/userrealm/[^/]{1,300}", SignInStep.REALM),
        (("GET",), r"/discovery(?:/v2\.0)?/keys", SignInStep.KEYS),
    )
)


def sign_in_of(request: HttpRequest) -> SignIn | None:
    """Returns what a request asks for to sign in; ``None``: it is another one."""
    path = request.path
    if path[-5:].lower() == ".asmx" or endpoint_of(request) is not Endpoint.OTHER:
        return None  # what most requests are
    for methods, pattern, step in _PATHS:
        found = pattern.match(path) if request.method in methods else None
        if found is not None:
            return SignIn(step, found["tenant"])
    return None
