"""A zeep service that keeps every answer as plain data."""

from __future__ import annotations

from typing import Any

import requests
import zeep
import zeep.exceptions
import zeep.helpers
from zeep.transports import Transport

from inspector.resources import schemas_dir

__all__ = ["EWS_PATH", "UM_PATH", "Answers", "Service"]

Answers = list[tuple[str, Any]]

UM_PATH = "/EWS/UM2007Legacy.asmx"
EWS_PATH = "/EWS/Exchange.asmx"
_BINDING = "{http://schemas.microsoft.com/exchange/services/2006/messages}"


class Service:
    """One of our WSDLs, bound to a server; what it answers is kept, a fault too.

    Args:
        wsdl: its file, from the folder of the schemas.
        binding: the name of its binding.
        address: where the service is.
        session: how requests are sent and authenticated; a plain one if ``None``.
        headers: SOAP headers of every request.
    """

    def __init__(
        self,
        wsdl: str,
        binding: str,
        address: str,
        session: requests.Session | None = None,
        headers: dict[str, Any] | None = None,
    ) -> None:
        if session is None:
            session = requests.Session()
            session.trust_env = False
        client = zeep.Client(str(schemas_dir() / wsdl), transport=Transport(session=session))
        self._service = client.create_service(_BINDING + binding, address)
        self._headers = {} if headers is None else {"_soapheaders": headers}
        self.answers: Answers = []

    def ask(self, operation: str, **arguments: Any) -> Any:
        """Calls an operation; returns what it answered, or ``None`` if that was a fault."""
        try:
            result = self._service[operation](**arguments, **self._headers)
        except zeep.exceptions.Fault as fault:
            detail = {} if fault.detail is None else {_local(part.tag): part.text for part in fault.detail}
            self.answers.append((operation, {"fault": fault.message, "code": fault.code, "detail": detail}))
            return None
        self.answers.append((operation, zeep.helpers.serialize_object(result, dict)))
        return result


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
