"""Signing in offline: what OAuth clients ask of Microsoft's login hosts before they ask Exchange.

Any credentials will do, as for Basic and NTLM. The token is made up, unsigned, and says whom and which
application it is for, as far as the request tells. None of this was recorded: the journal marks it ``login``.
It is answered at Microsoft's own hosts, where the server is the client's proxy, and at any other, where a
client was given the server's address.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

import msgspec

from inspector.protocols.common.accounts import basic_user
from inspector.protocols.common.oauth_sign_in import SignInStep, sign_in_of
from inspector.protocols.operation import Endpoint
from inspector.replay.answer import Answer, Origin, Source
from inspector.wire.encoding import EncodingError
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.responder_layer import Wrapper

_EXPIRES = 4_102_444_800  # 2100-01-01: a token of a recording never runs out
_LIFETIME = 3599  # seconds, as Microsoft Entra has it


class Login(Wrapper):
    """A responder that answers requests for tokens itself, and leaves all others to another one.

    Args:
        inner: who answers the others.
    """

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers with a made-up token, or what leads to one; or as the other responder does."""
        asked = sign_in_of(request)
        if asked is None:
            return self.inner.respond(request, at)
        origin = Origin(Source.LOGIN, str(Endpoint.OTHER), note="made up: any credentials will do")
        headers = Headers(
            (("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-store"))
        )
        return Answer(
            headers, msgspec.json.encode(_ANSWERS[asked.step](request, asked.tenant)), origin=origin
        )


def _base(request: HttpRequest) -> str:
    host = request.url.partition("://")[2].partition("/")[0] or request.header("host") or "localhost"
    return f"{request.scheme or 'http'}://{host}"


def _form(request: HttpRequest) -> dict[str, str]:
    try:
        said = parse_qs(request.content.decode("utf-8", "replace"), max_num_fields=100)
    except (EncodingError, ValueError):
        return {}
    return {name: values[0] for name, values in said.items()}


def _token(request: HttpRequest, tenant: str) -> dict[str, Any]:
    form = _form(request)
    client = form.get("client_id") or _basic_client(request)
    scope = form.get("scope") or form.get("resource") or "https://outlook.office365.com/.default"
    issuer = f"{_base(request)}{tenant or '/common'}/v2.0"
    claims = {"iss": issuer, "appid": client, "exp": _EXPIRES, "iat": 0, "nbf": 0, "sub": "made-up"}
    if user := form.get("username"):
        claims |= {"upn": user, "preferred_username": user}
    made = {
        "token_type": "Bearer",
        "expires_in": _LIFETIME,
        "ext_expires_in": _LIFETIME,
        "scope": scope,
        "access_token": _jwt(claims | {"aud": "https://outlook.office365.com"}),
    }
    if form.get("grant_type") != "client_credentials":
        made["refresh_token"] = "made-up-refresh-token"
    if "openid" in scope.split():
        made["id_token"] = _jwt(claims | {"aud": client, "tid": tenant.strip("/"), "oid": "made-up"})
    return made


def _basic_client(request: HttpRequest) -> str:
    scheme, _, token = (request.header("authorization") or "").partition(" ")
    return basic_user(token) if scheme.lower() == "basic" else ""


def _jwt(claims: Mapping[str, Any]) -> str:
    """A token of the form that real ones have, which says by its algorithm that nobody has signed it."""
    parts = [msgspec.json.encode(part) for part in ({"alg": "none", "typ": "JWT"}, claims)]
    told = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts]
    return ".".join((*told, "bWFkZS11cA"))


def _device_code(request: HttpRequest, tenant: str) -> dict[str, Any]:
    where = f"{_base(request)}/devicelogin"
    return {
        "device_code": "made-up-device-code",
        "user_code": "MADE-UP",
        "verification_uri": where,
        "verification_url": where,
        "expires_in": 900,
        "interval": 1,
        "message": "Nobody has to sign in: the token is made up.",
    }


def _configuration(request: HttpRequest, tenant: str) -> dict[str, Any]:
    base = f"{_base(request)}{tenant or '/common'}"
    endpoints = f"{base}/oauth2/v2.0"
    return {
        "issuer": f"{base}/v2.0",
        "authorization_endpoint": f"{endpoints}/authorize",
        "token_endpoint": f"{endpoints}/token",
        "device_authorization_endpoint": f"{endpoints}/devicecode",
        "jwks_uri": f"{base}/discovery/v2.0/keys",
        "response_types_supported": ["code", "id_token", "token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["none"],
    }


def _instances(request: HttpRequest, tenant: str) -> dict[str, Any]:
    host = _base(request).partition("://")[2]
    return {
        "tenant_discovery_endpoint": f"{_base(request)}/common/v2.0/.well-known/openid-configuration",
        "api-version": "1.1",
        "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
    }


def _realm(request: HttpRequest, tenant: str) -> dict[str, Any]:
    return {"ver": "1.0", "account_type": "Managed", "domain_name": "made-up.example"}


def _keys(request: HttpRequest, tenant: str) -> dict[str, Any]:
    return {"keys": []}


_ANSWERS: Mapping[SignInStep, Callable[[HttpRequest, str], dict[str, Any]]] = {
    SignInStep.TOKEN: _token,
    SignInStep.DEVICE_CODE: _device_code,
    SignInStep.CONFIGURATION: _configuration,
    SignInStep.INSTANCES: _instances,
    SignInStep.REALM: _realm,
    SignInStep.KEYS: _keys,
}
