"""How an operation fails: in a SOAP fault, or in a response message with ResponseClass="Error".

A service raises one of these; :mod:`inspector.protocols.common.answers` writes it down.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from inspector.protocols.common.versions import ServerVersion
from inspector.protocols.error_texts import ERROR_TEXTS


@dataclass(eq=False)
class OperationError(Exception):
    """An error that an EWS operation reports: a response code and its text (MS-OXWSCDATA section 2.2.5.24).

    Args:
        code: a value of ResponseCodeType.
        text: the MessageText; the usual one of this code if empty.
        values: what MessageXml tells a program, by name.
        field: the field URI of the property that it concerns, for MessageXml; empty if it concerns none.
    """

    code: str
    text: str = ""
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    field: str = ""

    def __post_init__(self) -> None:
        super().__init__(self.code)
        self.text = self.text or ERROR_TEXTS[self.code]


class OperationFault(Exception):
    """A failure that a document tells in a fault of its own."""

    def element(self, version: ServerVersion) -> etree._Element:
        """Makes the fault, in the words of a version of the server."""
        raise NotImplementedError


@dataclass(eq=False)
class InvalidRequest(Exception):
    """A request that is well-formed but not valid by the schema (MS-OXWUMS section 2.2.2.1).

    Args:
        reason: what is wrong with it, in a sentence without its full stop.
        line: where, from 1; 0 if that is not known.
        column: where, from 1; 0 if that is not known.
    """

    reason: str
    line: int = 0
    column: int = 0

    def __post_init__(self) -> None:
        super().__init__(self.reason)
