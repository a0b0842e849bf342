"""A recording: exchanges in, judged and scrubbed interactions out, each on disk before the next step."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from inspector.cassette import CassetteWriter, Interaction
from inspector.cassette.handshake import Exchange, Folded, Handshakes
from inspector.conformance.check import Checker
from inspector.protocols import Identified, identify
from inspector.scrub import Scrubber
from inspector.wire.clock_header import ServerTime, without_clock_time

__all__ = ["Recording", "Tally"]

_LOG = logging.getLogger(__name__)


@dataclass
class Tally:
    """What was recorded, counted.

    Args:
        interactions: how many interactions were written.
        operations: how often each operation was asked for; endpoint kinds stand for what has no operation.
        severities: how many findings there were of each severity.
        findings: how often each code was found.
        errors: how many interactions have no (whole) response.
    """

    interactions: int = 0
    operations: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    errors: int = 0


class Recording:
    """Turns exchanges into interactions of a cassette: folds handshakes, identifies, judges, scrubs, writes.

    Args:
        writer: the cassette.
        scrubber: takes secrets out.
        checker: judges; ``None`` records without verdicts.
        start: what the first time that a server tells by its own clock counts as, in seconds
            (:mod:`inspector.wire.clock_header`).

    Attributes:
        tally: what was recorded so far.
    """

    def __init__(
        self, writer: CassetteWriter, scrubber: Scrubber, checker: Checker | None, start: float = 0.0
    ) -> None:
        self._writer = writer
        self._scrubber = scrubber
        self._checker = checker
        self._handshakes = Handshakes()
        self._server_time = ServerTime(start)
        self.tally = Tally()

    def add(self, exchange: Exchange) -> None:
        """Records an exchange, unless it is a leg of a handshake that goes on.

        Raises:
            CannotWrite: the cassette could not be written.
        """
        self._record(self._handshakes.add(self._timed(exchange)))

    def closed(self, conn: str) -> None:
        """Records what a connection leaves behind when it ends: a challenge that nobody answered.

        Raises:
            CannotWrite: the cassette could not be written.
        """
        self._record(self._handshakes.closed(conn))

    def finish(self) -> None:
        """Records what all connections leave behind, and closes the cassette.

        Raises:
            CannotWrite: the cassette could not be written.
        """
        try:
            self._record(self._handshakes.finish())
        finally:
            self._writer.close()

    def _timed(self, exchange: Exchange) -> Exchange:
        at, response = self._server_time.at(exchange.response, exchange.at), exchange.response
        if response is not None:
            response = replace(response, headers=without_clock_time(response.headers))
        return replace(exchange, at=at, response=response)

    def _record(self, complete: Iterable[Folded]) -> None:
        for folded in complete:
            for leg in folded.legs:
                self._scrubber.learn(leg.request)
                if leg.response is not None:
                    self._scrubber.learn(leg.response)
            interaction = self._scrubber.scrub(self._interaction(folded))
            self._writer.append(interaction)
            self._count(interaction)

    def _interaction(self, folded: Folded) -> Interaction:
        exchange = folded.exchange
        identified = identify(exchange.request)
        return Interaction(
            n=0,  # the writer numbers them
            at=exchange.at,
            took=exchange.took,
            request=exchange.request,
            response=exchange.response,
            error=exchange.error,
            conn=exchange.conn,
            endpoint=str(identified.endpoint),
            operation=identified.name or "",
            auth=folded.auth,
            findings=self._findings(exchange, identified),
            request_encoding=exchange.request_encoding,
            response_encoding=exchange.response_encoding,
        )

    def _findings(self, exchange: Exchange, identified: Identified) -> tuple[dict[str, object], ...]:
        if self._checker is None:
            return ()
        try:
            found = self._checker.check(
                exchange.request,
                exchange.response,
                at=exchange.at,
                took=exchange.took,
                identified=identified,
                error=exchange.error,
            )
        except Exception:  # noqa: BLE001 - a rule that fails must not cost the recording
            _LOG.exception("the judge failed on %s; it is recorded without findings", identified.name)
            return ()
        return tuple(finding.to_json() for finding in found)

    def _count(self, interaction: Interaction) -> None:
        self.tally.interactions += 1
        self.tally.operations[interaction.operation or interaction.endpoint] += 1
        self.tally.errors += interaction.error is not None
        for finding in interaction.findings:
            self.tally.severities[finding["severity"]] += 1
            self.tally.findings[finding["code"]] += 1
