"""From a request to the function that carries it out."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from inspector.protocols import Endpoint, Identified
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.versions import ServerVersion
from inspector.simulator.account import Account
from inspector.simulator.around import SERVICE as AROUND

__all__ = ["Work", "work_of"]


Work = Callable[[etree._Element, Account, float], etree._Element]
"""Carries a request out: its Body's child, whose it is, and the clock time in seconds."""


def work_of(identified: Identified, version: ServerVersion) -> Work:
    """Finds what carries a request out.

    Args:
        identified: the request.
        version: the server's version.

    Returns:
        What returns the Body's child of the answer, or raises OperationError, InvalidRequest or UmFault.

    Raises:
        OperationError: ErrorInvalidRequest or ErrorInvalidOperation: there is no such operation here.
    """
    operation = identified.operation
    if operation is None:
        since, around = AROUND.get(identified.name or "", (9999, None))
        if identified.endpoint is not Endpoint.EWS or around is None or version.product < since:
            raise _unknown(identified, version)
        return lambda payload, account, at: around(payload, account.mailbox, at)
    document = operation.document
    serve = document.server.service.get(operation.name) if document.server else None
    at_home = identified.endpoint in (operation.endpoint, *operation.also_on)
    if serve is None or not at_home or not version.has(operation):
        raise _unknown(identified, version)
    return lambda payload, account, at: serve(payload, account.state_of(document), at)


def _unknown(identified: Identified, version: ServerVersion) -> OperationError:
    """What the server does not have is an invalid request, with the document's text for its operations.

    Of others the answer names what is missing: clients take ErrorInvalidRequest for a matter of versions.
    """
    ours = identified.operation is not None or identified.endpoint is Endpoint.UM
    if ours or not identified.name:
        return OperationError("ErrorInvalidRequest")
    where = f"Exchange {version.product} has" if identified.name in AROUND else "the simulator has"
    return OperationError(
        "ErrorInvalidOperation", f"The operation isn't valid: {where} no {identified.name}."
    )
