"""How what is asked and answered travels to a kind of endpoint: as SOAP, in another form, or as HTTP alone.

Replay, flows, filters, comparisons, the judge and the simulator ask the carrier of an endpoint
(:data:`inspector.protocols.carriers.CARRIERS`) for all in which one differs from another.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from lxml import etree

from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.soap import Envelope, SoapFault
from inspector.wire.xml import XmlError, XmlProblem


class Content(NamedTuple):
    """What was read of a message's body.

    Args:
        envelope: the SOAP message; ``None`` if it is none.
        bare: the root element of what travels without an envelope; ``None`` if there is none.
        problem: why a body that should be one of them could not be read; ``None`` if it could.
    """

    envelope: Envelope | None = None
    bare: etree._Element | None = None
    problem: XmlError | None = None

    @property
    def payload(self) -> etree._Element | None:
        """What is asked or answered: the Body's first child, or the bare root."""
        return self.bare if self.envelope is None else self.envelope.payload

    @property
    def fault(self) -> SoapFault | None:
        """The fault that it carries; ``None``: none."""
        return None if self.envelope is None else self.envelope.fault


NOTHING = Content()
"""The content of a message that says nothing."""


class Grade(StrEnum):
    """How an answer was meant, as ResponseClass names it (MS-OXWSCDATA, ResponseClassType)."""

    SUCCESS = "Success"
    WARNING = "Warning"
    ERROR = "Error"


class Result(NamedTuple):
    """What an answer says of how it went.

    Args:
        word: its first code, status or fault that is no success; else its word for success.
        grade: how that was meant.
    """

    word: str
    grade: Grade = Grade.SUCCESS


class Carrier:
    """The carrier of an endpoint of which nothing is known: HTTP alone. Others say where they differ."""

    def asked(self, request: HttpRequest) -> tuple[str | None, Content]:
        """Returns the name of what a request asks for, ``None`` if it cannot be told, and what its body says.

        What is asked for by SOAP several documents can define: the registry tells it, from the content alone.

        Args:
            request: the request.
        """
        return None, NOTHING

    def answer(self, response: HttpResponse, *, streamed: bool) -> Content:
        """Reads an answer to be judged: one that does not claim to be such says nothing, and is no problem.

        Args:
            response: the answer.
            streamed: whether it goes on, message after message; the first one is read then.
        """
        return self.content(response)

    def content(self, message: HttpRequest | HttpResponse) -> Content:
        """Reads a body, whatever it claims to be.

        Args:
            message: the message.
        """
        return NOTHING

    def result(self, payload: etree._Element, fault: SoapFault | None) -> Result:
        """Says how it went, by an answer.

        Args:
            payload: what is answered.
            fault: the fault that it carries; ``None``: none.
        """
        return Result("OK")

    def key_parts(self, request: HttpRequest, name: str | None) -> tuple[str, str]:
        """Returns by what a request is told from others, beside its body: what it is called, and the rest.

        Args:
            request: the request.
            name: the name of what it asks for; ``None`` if it cannot be told.
        """
        return f"{request.method} {request.path.lower()}", request.query

    def only_reads(self, name: str) -> bool:
        """Tells whether what no document defines changes nothing on the server; not, if in doubt.

        Args:
            name: the name of what is asked for; empty if it cannot be told.
        """
        return False

    def user(self, request: HttpRequest) -> str:
        """Returns the user that a request names beside its credentials; empty: none.

        Args:
            request: the request.
        """
        return ""

    token_fields: frozenset[str] = frozenset()
    """The header fields, in lower case, whose value is a token that a server has issued."""

    def rebound_query(self, query: str, token_for: Callable[[str], str]) -> str:
        """Returns a request's query with the tokens in it that another server issued instead.

        Args:
            query: the query, without its question mark.
            token_for: gives the token for one of the query, or the same if there is no other.
        """
        return query


def unreadable(problem: XmlError | EncodingError) -> Content:
    """Returns the content of a body that could not be read.

    Args:
        problem: why.
    """
    if isinstance(problem, EncodingError):
        problem = XmlError(problem.what, XmlProblem("encoding"))
    return Content(problem=problem)
