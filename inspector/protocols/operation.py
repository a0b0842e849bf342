"""The words that every document's table of operations is written in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Document", "Endpoint", "Operation"]


class Endpoint(StrEnum):
    """The kinds of endpoint that an Exchange server has for its clients."""

    EWS = "ews"
    UM = "um"
    ACTIVESYNC = "activesync"
    AUTODISCOVER = "autodiscover"
    SCHEMA = "schema"
    OTHER = "other"

    @property
    def speaks_soap(self) -> bool:
        """Whether its requests and answers are the SOAP messages of our documents."""
        return self in (Endpoint.EWS, Endpoint.UM)


class Document(StrEnum):
    """The specifications that this project judges by."""

    OXWUMS = "MS-OXWUMS"
    OXWSMSG = "MS-OXWSMSG"
    OXWSCOS = "MS-OXWSCOS"
    OXWSCEXT = "MS-OXWSCEXT"
    ASEMAIL = "MS-ASEMAIL"


@dataclass(frozen=True, kw_only=True)
class Operation:
    """An operation as its document defines it.

    Args:
        name: its name in the document.
        document: the document that defines it.
        endpoint: the endpoint on which the document has it.
        section: the section of the document.
        request: the local name of the request's Body child; the operation's name if empty.
        response: the local name of the answer's Body child; the request's with ``Response`` if empty.
        soap_actions: every SOAPAction that the document's text or binding gives; none if it is no SOAP.
        issues: where the answer names a handle that it issues, as local element names from the Body child on;
            the last part may be ``@Attribute``.
        takes: where the request names the handle that it concerns, written likewise.
        modifies: whether the server's state changes by it.
        headers: the SOAP header blocks that the binding lists for its request; by the endpoint if ``None``.
    """

    name: str
    document: Document
    endpoint: Endpoint
    section: str
    request: str = ""
    response: str = ""
    soap_actions: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    modifies: bool = False
    headers: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if not self.request:
            object.__setattr__(self, "request", self.name)
        if not self.response:
            object.__setattr__(self, "response", self.request + "Response")
        if self.headers is None:
            # All operations of the EWS endpoint share these; those of the UM endpoint have none.
            common = ("ExchangeImpersonation", "MailboxCulture", "RequestServerVersion")
            object.__setattr__(self, "headers", common if self.endpoint is Endpoint.EWS else ())
        if not self.soap_actions and self.endpoint.speaks_soap:
            action = f"http://schemas.microsoft.com/exchange/services/2006/messages/{self.request}"
            object.__setattr__(self, "soap_actions", (action,))
