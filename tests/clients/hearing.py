"""Clients of requests: how they reach a stage, and what they are sent there, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import requests
import requests.adapters
from requests_ntlm import HttpNtlmAuth

from tests.clients.scripts.exchangelib_mail import ADDRESS, PASSWORD
from tests.clients.stage import Stage

__all__ = ["adapter_for", "client_session"]


def adapter_for(stage: Stage) -> type[requests.adapters.HTTPAdapter]:
    """Makes the adapter of a stage: it knows proxy and CA, and notes what comes.

    A handshake passes through it as well; a challenge is no answer, and is not noted.
    """

    class Adapter(requests.adapters.HTTPAdapter):
        """exchangelib takes a class and makes its adapters itself."""

        def send(
            self, request: requests.PreparedRequest, *arguments: Any, **options: Any
        ) -> requests.Response:
            options["verify"] = str(stage.ca) if stage.ca else True
            options["proxies"] = dict.fromkeys(("http", "https"), stage.proxy) if stage.proxy else {}
            response = super().send(request, *arguments, **options)
            if b"GetStreamingEvents" in (request.body or b""):
                _note_parts(response, stage)
            elif response.status_code != 401:
                stage.heard.append((response.status_code, response.content))
                if options.get("stream"):  # which the client reads itself
                    response.raw = BytesIO(response.content)
            return response

    return Adapter


def _note_parts(response: requests.Response, stage: Stage) -> None:
    """Notes an answer that goes on as far as the client reads it."""
    place = len(stage.heard)
    stage.heard.append((response.status_code, b""))
    parts = response.iter_content

    def noted(*arguments: Any, **options: Any) -> Iterator[bytes]:
        for part in parts(*arguments, **options):
            stage.heard[place] = (response.status_code, stage.heard[place][1] + part)
            yield part

    response.iter_content = noted  # type: ignore[method-assign]


def client_session(stage: Stage, auth: str) -> requests.Session:
    """Makes the session by which a client of requests reaches a stage.

    Args:
        stage: where the server is.
        auth: ``basic`` or ``ntlm``.
    """
    session = requests.Session()
    session.trust_env = False
    session.auth = (ADDRESS, PASSWORD) if auth == "basic" else HttpNtlmAuth(ADDRESS, PASSWORD)
    for scheme in ("http://", "https://"):
        session.mount(scheme, adapter_for(stage)())
    return session
