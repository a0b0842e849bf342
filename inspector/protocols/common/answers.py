"""Writing answers: envelopes, header, faults and response messages, built as trees and serialised once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from lxml import etree
from lxml.builder import ElementMaker

from inspector.protocols.common.failures import InvalidRequest, OperationError
from inspector.protocols.common.namespaces import ERRORS, MESSAGES, SOAP_11, TYPES
from inspector.protocols.common.versions import ServerVersion

H = TypeVar("H")  # what holds the things that are asked for

_NSMAP = {"m": MESSAGES, "t": TYPES}
M = ElementMaker(namespace=MESSAGES, nsmap=_NSMAP)
"""Makes elements of the messages namespace."""
T = ElementMaker(namespace=TYPES, nsmap=_NSMAP)
"""Makes elements of the types namespace."""
_TYPES = f"{{{TYPES}}}"
_E = ElementMaker(namespace=ERRORS, nsmap={"e": ERRORS})

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    """Makes an element of the types namespace inside another one.

    What :data:`T` makes is moved into each element around it, node by node: long lists are built in place.

    Args:
        parent: the element that it goes into, at the end.
        name: its local name.
        text: its text; empty for none.
        attributes: its attributes.
    """
    element = etree.SubElement(parent, _TYPES + name, attributes)
    if text:
        element.text = text
    return element


def envelope(payload: etree._Element, *, prefix: str, version: ServerVersion | None = None) -> bytes:
    """Writes a SOAP message.

    Args:
        payload: what the Body holds.
        prefix: the prefix of SOAP's namespace; Exchange 2007 and the UM endpoint use ``soap``, others ``s``.
        version: the server's version for the ServerVersionInfo header; ``None``: no header.
    """
    root = etree.Element(f"{{{SOAP_11}}}Envelope", nsmap={prefix: SOAP_11})
    if version is not None:
        _server_version(etree.SubElement(root, f"{{{SOAP_11}}}Header"), "h", version)
    etree.SubElement(root, f"{{{SOAP_11}}}Body").append(payload)
    return b'<?xml version="1.0" encoding="utf-8"?>' + etree.tostring(
        root, encoding="utf-8", xml_declaration=False
    )


def streamed_envelope(payload: etree._Element, version: ServerVersion) -> bytes:
    """Writes a SOAP message of an answer that goes on, as Exchange does: clients look for ``<Envelope``.

    Args:
        payload: what the Body holds.
        version: the server's version for the ServerVersionInfo header.
    """
    root = etree.Element(f"{{{SOAP_11}}}Envelope", nsmap={None: SOAP_11})
    own: dict[str | None, str] = {"soap11": SOAP_11}
    _server_version(etree.SubElement(root, f"{{{SOAP_11}}}Header", nsmap=own), None, version)
    etree.SubElement(root, f"{{{SOAP_11}}}Body", nsmap=own).append(payload)
    return etree.tostring(root, encoding="utf-8", xml_declaration=False)


def _server_version(header: etree._Element, prefix: str | None, version: ServerVersion) -> None:
    names = ("MajorVersion", "MinorVersion", "MajorBuildNumber", "MinorBuildNumber")
    etree.SubElement(
        header,
        f"{{{TYPES}}}ServerVersionInfo",
        {name: str(number) for name, number in zip(names, version.build, strict=True)}
        | {"Version": version.name},
        nsmap={prefix: TYPES},
    )


def response_message(
    name: str, error: OperationError | None = None, *content: etree._Element
) -> etree._Element:
    """Makes a response message (MS-OXWSCDATA, ResponseMessageType).

    Args:
        name: the local name of the element.
        error: what went wrong; ``None``: a success.
        content: what follows the ResponseCode.
    """
    if error is None:
        return M(name, M.ResponseCode("NoError"), *content, ResponseClass="Success")
    message = M(
        name,
        M.MessageText(error.text),
        M.ResponseCode(error.code),
        M.DescriptiveLinkKey("0"),
        ResponseClass="Error",
    )
    if error.values or error.field:
        field = [T.FieldURI(FieldURI=error.field)] if error.field else []
        values = [T.Value(text, Name=key) for key, text in error.values.items()]
        message.append(M.MessageXml(*field, *values))
    message.extend(content)
    return message


def answered(
    name: str, work: Callable[[], Iterable[etree._Element]], *empty: Callable[[], etree._Element]
) -> etree._Element:
    """Makes the response message of some work: of what it gives, or of the error that it raises.

    Args:
        name: the local name of the element.
        work: gives what follows the ResponseCode, or raises OperationError.
        empty: make what follows it in an error.
    """
    try:
        return response_message(name, None, *work())
    except OperationError as error:
        return response_message(name, error, *(make() for make in empty))


def answering(
    name: str, work: Callable[[etree._Element, H, float], Iterable[etree._Element]]
) -> Callable[[etree._Element, H, float], etree._Element]:
    """Makes what serves an operation of some work.

    Args:
        name: the operation.
        work: gives what follows the ResponseCode, by the payload, what holds the things that it is about, and
            the clock time; or raises OperationError.
    """
    return lambda payload, holder, at: answered(f"{name}Response", partial(work, payload, holder, at))


def answer_each(
    operation: str,
    asked: Iterable[etree._Element],
    one: Callable[[etree._Element], Iterable[etree._Element]],
    *empty: Callable[[], etree._Element],
) -> etree._Element:
    """Answers with a response message for each thing that was asked for, in order.

    Args:
        operation: the operation.
        asked: what was asked for.
        one: gives what the response message of one of them holds, or raises OperationError.
        empty: make what an error holds.
    """
    messages = M.ResponseMessages()
    for element in asked:
        messages.append(answered(f"{operation}ResponseMessage", partial(one, element), *empty))
    return M(f"{operation}Response", messages)


def operation_fault(error: OperationError) -> etree._Element:
    """Makes the fault by which the EWS endpoint reports an error that concerns the whole request."""
    detail = etree.Element("detail")
    detail.append(_E.ResponseCode(error.code))
    detail.append(_E.Message(error.text))
    return fault(f"a:{error.code}", TYPES, error.text, detail)


def invalid_request_fault(problem: InvalidRequest, version: ServerVersion) -> etree._Element:
    """Makes the fault for a request that is not valid by the schema (MS-OXWUMS section 2.2.2.1).

    The section fixes the text of Message; the reason stands in faultstring and, as servers have it, in
    MessageXml.
    """
    error = OperationError("ErrorSchemaValidation")
    text = f"{error.text.rstrip('.')}: {problem.reason}."
    detail = etree.Element("detail")
    detail.append(_E.ResponseCode(error.code))
    detail.append(_E.Message(error.text))
    if version.product == 2007:
        detail.append(_E.Line(str(problem.line)))
        detail.append(_E.Position(str(problem.column)))
    else:
        where = etree.SubElement(detail, f"{{{TYPES}}}MessageXml", nsmap={"t": TYPES})
        where.append(T.LineNumber(str(problem.line)))
        where.append(T.LinePosition(str(problem.column)))
        where.append(T.Violation(problem.reason + "."))
    if version.product == 2007:
        return fault("soap:Client", None, text, detail)
    return fault(f"a:{error.code}", TYPES, text, detail)


def fault(code: str, namespace: str | None, text: str, detail: etree._Element) -> etree._Element:
    """Makes a SOAP fault (SOAP 1.1 section 4.4).

    Args:
        code: the text of faultcode, with its prefix.
        namespace: what the prefix ``a`` stands for in it; ``None`` if it is not used.
        text: the text of faultstring.
        detail: the detail element.
    """
    element = etree.Element(f"{{{SOAP_11}}}Fault")
    faultcode = etree.SubElement(element, "faultcode", nsmap={"a": namespace} if namespace else None)
    faultcode.text = code
    faultstring = etree.SubElement(element, "faultstring")
    faultstring.text = text
    faultstring.set(_XML_LANG, "en-US")
    element.append(detail)
    return element
