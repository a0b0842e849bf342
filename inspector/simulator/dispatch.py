"""From a request to the function that carries it out."""

from __future__ import annotations

from lxml import etree

from inspector.protocols import Endpoint, Identified
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.versions import ServerVersion
from inspector.simulator.account import Account
from inspector.simulator.around import SERVICE as AROUND

__all__ = ["carry_out"]


def carry_out(identified: Identified, version: ServerVersion, account: Account, at: float) -> etree._Element:
    """Carries a request out.

    Args:
        identified: the request; it has a payload.
        version: the server's version.
        account: whose it is.
        at: the clock time, in seconds.

    Returns:
        The Body's child of the answer.

    Raises:
        OperationError: ErrorInvalidRequest or ErrorInvalidOperation if there is no such operation, and what
            the operation raises.
        InvalidRequest, UmFault: what the operation raises.
    """
    assert identified.envelope is not None
    payload = identified.envelope.payload
    assert payload is not None
    operation = identified.operation
    if operation is None:
        since, serve = AROUND.get(identified.name or "", (9999, None))
        if identified.endpoint is not Endpoint.EWS or serve is None or version.product < since:
            raise _unknown(identified, version)
        return serve(payload, account.mailbox, at)
    if not version.has(operation) or identified.endpoint not in (operation.endpoint, *operation.also_on):
        raise _unknown(identified, version)
    server = operation.document.server
    serve = server.service.get(operation.name) if server else None
    if serve is None:
        raise _unknown(identified, version)
    return serve(payload, account.state_of(operation.document), at)


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
