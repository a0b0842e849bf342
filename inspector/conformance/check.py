"""The judge of a session: what the wire, the schemas and the documents say about each interaction."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from inspector.conformance.element_order import by_server
from inspector.conformance.engine import RuleEngine, all_rules
from inspector.conformance.finding import Direction, Finding
from inspector.conformance.schema import SchemaCheck
from inspector.conformance.wire_rules import check_wire, check_wire_of, no_response, withheld
from inspector.conformance.xsd_codes import XSD_CODES
from inspector.protocols.message import Message, request_message, response_message
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import Identified, identify
from inspector.protocols.session import History, Said
from inspector.wire.http import HttpRequest, HttpResponse


@cache
def _codes_by_schema() -> tuple[str, ...]:
    """The codes of the schema check, and of the rules that need to know what it says."""
    return (*(each.code for each in XSD_CODES), *(each.code for each in all_rules() if each.by_schema))


class Checker:
    """Judges interactions, one after the other; it remembers what the session has shown so far.

    A session can be judged in parts: :meth:`remember` takes in what another judges, :attr:`history` is handed
    over, and :attr:`said` tells what was told once.

    Make one for each session (cassette, recording, client): rules over several messages need the ones before.

    Args:
        schemas: the name of the schema set that judges; the bundled one if ``None``.
        select: codes, or beginnings of codes such as ``UMS``; only these are reported. All if empty.
        ignore: codes, or beginnings of codes, that are not reported.
        said: what has been told once in the session; ``None``: nothing.

    Attributes:
        said: what has been told once.

    Raises:
        UsageError: there is no such schema set.
    """

    def __init__(
        self,
        schemas: str | None = None,
        select: Collection[str] = (),
        ignore: Collection[str] = (),
        said: Said | None = None,
    ) -> None:
        self.said = said or Said()
        self._select = tuple(code.upper() for code in select)
        self._ignore = tuple(code.upper() for code in ignore)
        self._schema = SchemaCheck(schemas, self.said)
        self._schema_matters = any(map(self._reported, _codes_by_schema()))
        self._rules = RuleEngine(self.said)

    def check(
        self,
        request: HttpRequest,
        response: HttpResponse | None,
        *,
        at: float = 0.0,
        took: float = 0.0,
        identified: Identified | None = None,
        error: str | None = None,
    ) -> tuple[Finding, ...]:
        """Judges an interaction.

        Args:
            request: the request, complete.
            response: the response; ``None`` if there was none, or none was kept.
            at: when the request was complete, in seconds since the start of the session.
            took: seconds from there to the complete response.
            identified: what :func:`~inspector.protocols.identify` said, if it was asked already.
            error: why there is no (whole) response; ``None`` if there is one, or nobody knows why not.

        Returns:
            The findings, those on the request first. A finding on the request blames the client, one on the
            response the server.
        """
        if identified is None:
            identified = identify(request)
        asked = request_message(request, identified, at)
        answered = None if response is None else response_message(response, identified, at + took, asked)
        found = self._findings(asked, answered, error)
        if not found:
            return ()
        found = [each for each in found if self._reported(each.code)]
        found.sort(key=lambda each: each.direction is Direction.RESPONSE)  # and otherwise as it was
        return tuple(found)

    def remember(
        self,
        request: HttpRequest,
        response: HttpResponse | None,
        *,
        at: float = 0.0,
        took: float = 0.0,
        identified: Identified | None = None,
    ) -> None:
        """Takes in an interaction that is judged elsewhere; parameters as those of :meth:`check`."""
        if identified is None:
            identified = identify(request)
        asked = request_message(request, identified, at)
        if withheld(asked):
            return
        answered = None if response is None else response_message(response, identified, at + took)
        self._rules.remember(asked, None if answered is None or withheld(answered) else answered)

    @property
    def history(self) -> History:
        """What the session has shown so far."""
        return self._rules.history

    def check_message(self, message: Message) -> tuple[Finding, ...]:
        """Judges a message whose other half is not known, such as a single file.

        Args:
            message: the request or response.
        """
        if message.endpoint is Endpoint.AUTODISCOVER:
            return ()
        schema = self._schema.check(message) if self._schema_matters else ()
        if message.direction is Direction.REQUEST:
            schema = by_server(schema, message, None)
        found = (*check_wire_of(message), *schema, *self._rules.judge_alone(message))
        return tuple(each for each in found if self._reported(each.code))

    def _findings(self, asked: Message, answered: Message | None, error: str | None) -> list[Finding]:
        found: list[Finding] = []
        no_request = withheld(asked)
        no_answer = None if answered is None else withheld(answered)
        if no_request or no_answer:
            found += [each for each in (no_request, no_answer) if each]
            if no_request:
                return found  # without the request nothing can be said of its answer
            answered = None
        found += check_wire(asked, answered)
        if error is not None:
            found.append(no_response(asked, error))
        schema_says: str | None = None
        if self._schema_matters:
            schema_says = ""
            if self._schema.passed(asked) is None:
                flaws = by_server(self._schema.complaints(asked), asked, answered)
                schema_says = self._schema.verdict(asked, flaws)
                found += flaws
            if answered is not None:
                found += self._schema.check(answered)
        found += self._rules.judge(asked, answered, schema_says)
        return found

    def _reported(self, code: str) -> bool:
        return (not self._select or code.startswith(self._select)) and not (
            self._ignore and code.startswith(self._ignore)
        )
