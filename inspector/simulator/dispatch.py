"""From a request to the function that carries it out."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from inspector.protocols import Endpoint, Identified
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.versions import ServerVersion
from inspector.protocols.server import AnswerStream
from inspector.simulator.account import Account

Work = Callable[[etree._Element, Account, float], etree._Element | AnswerStream]
"""Carries a request out: its Body's child, whose it is, and the clock time in seconds."""


def work_of(identified: Identified, version: ServerVersion) -> Work:
    """Finds what carries a request out.

    Args:
        identified: the request.
        version: the server's version.

    Returns:
        What returns the Body's child of the answer, or an answer that goes on, or raises OperationError,
        InvalidRequest or UmFault.

    Raises:
        OperationError: ErrorInvalidRequest or ErrorInvalidOperation: there is no such operation here.
    """
    operation = identified.operation
    if operation is None:
        raise _unknown(identified, version)
    document = operation.document
    server = document.server
    serve: Callable[..., etree._Element | AnswerStream] | None = None
    if server is not None:
        serve = server.service.get(operation.name) or server.streams.get(operation.name)
    at_home = identified.endpoint in (operation.endpoint, *operation.also_on)
    if serve is None or not at_home or not version.has(operation):
        raise _unknown(identified, version)
    return lambda payload, account, at: serve(payload, account.state_of(document), at)


def _unknown(identified: Identified, version: ServerVersion) -> OperationError:
    """What the server does not have is an invalid request, by the text of the documents that say so.

    Of others the answer names what is missing: clients take ErrorInvalidRequest for a matter of versions.
    """
    operation, name = identified.operation, identified.name
    says_so = operation is not None and operation.document.requirements is not None
    if says_so or identified.endpoint is Endpoint.UM or not name:
        return OperationError("ErrorInvalidRequest")
    lacks = operation is not None and not version.has(operation)
    where = f"Exchange {version.product} has" if lacks else "the simulator has"
    return OperationError("ErrorInvalidOperation", f"The operation isn't valid: {where} no {name}.")
