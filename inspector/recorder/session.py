"""A recording: exchanges in, judged and scrubbed interactions out, each on disk before the next step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from inspector.cassette import CassetteWriter, Interaction
from inspector.cassette.handshake import Folded, Handshakes
from inspector.cassette.model import missing_from
from inspector.conformance.check import Checker
from inspector.errors import InspectorError
from inspector.protocols import Endpoint, Identified, identify
from inspector.recorder.isolation import not_judged, scrubbed, withhold
from inspector.scrub import Scrubber
from inspector.scrub.keys import key_of
from inspector.scrub.withheld import failed_with
from inspector.wire.clock_header import ServerTime, without_clock_time


@dataclass
class RecordedCounts:
    """What was recorded, counted.

    Args:
        interactions: how many interactions were written.
        operations: how often each operation was asked for; endpoint kinds stand for what has no operation.
        severities: how many findings there were of each severity.
        findings: how often each code was found.
        errors: how many interactions have no (whole) response.
        withheld: how many have no content, as scrubbing failed on them.
    """

    interactions: int = 0
    operations: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    errors: int = 0
    withheld: int = 0

    def to_json(self) -> dict[str, Any]:
        """Returns the counts as they are printed for programs."""
        return {
            "interactions": self.interactions,
            "errors": self.errors,
            "withheld": self.withheld,
            "operations": dict(self.operations),
            "findings": dict(self.findings),
            "severities": dict(self.severities),
        }


class Recording:
    """Turns exchanges into interactions of a cassette: folds handshakes, identifies, judges, scrubs, writes.

    Args:
        writer: the cassette.
        scrubber: takes secrets out.
        checker: judges; ``None`` records without verdicts.
        start: what the first time that a server tells by its own clock counts as, in seconds
            (:mod:`inspector.wire.clock_header`).
        recorded: is shown each interaction as it was written.

    Attributes:
        tally: what was recorded so far.
        key: the cassette's salt or key, of which digests are made.
    """

    def __init__(
        self,
        writer: CassetteWriter,
        scrubber: Scrubber,
        checker: Checker | None,
        start: float = 0.0,
        recorded: Callable[[Interaction], None] | None = None,
    ) -> None:
        self._writer = writer
        self._scrubber = scrubber
        self._checker = checker
        self.key = key_of(writer.header.scrub or {})
        self._recorded = recorded
        self._handshakes = Handshakes()
        self._server_time = ServerTime(start)
        self.tally = RecordedCounts()

    def add(self, exchange: Interaction, peer: str = "") -> None:
        """Records an exchange, unless it is a leg of a handshake that goes on.

        Whatever a part of this program thinks of it, it is kept as far as it can be.

        Args:
            exchange: the exchange, which has no number yet.
            peer: names the client's machine.

        Raises:
            WriteError: the cassette could not be written.
        """
        timed = self._timed(exchange)
        self._record(lambda: self._handshakes.add(timed, peer), timed)

    def closed(self, conn: str) -> None:
        """Records what a connection leaves behind when it ends: a challenge that nobody answered.

        Raises:
            WriteError: the cassette could not be written.
        """
        self._record(lambda: self._handshakes.closed(conn))

    def finish(self) -> None:
        """Records what all connections leave behind, and closes the cassette; an empty one does not stay.

        Raises:
            WriteError: the cassette could not be written.
        """
        try:
            self._record(self._handshakes.finish)
        finally:
            self._writer.discard_if_empty()

    def _timed(self, exchange: Interaction) -> Interaction:
        at, response = exchange.at, exchange.response
        try:
            at = self._server_time.at(response, at)
            if response is not None:
                response = replace(response, headers=without_clock_time(response.headers))
        except Exception as problem:  # noqa: BLE001 - it keeps the time of our own clock
            failed_with("reading the server's clock", problem)
        return exchange.changed(at=at, response=response)

    def _record(self, fold: Callable[[], Iterator[Folded]], exchange: Interaction | None = None) -> None:
        for folded, failures in _isolated(fold, exchange):
            self._write(folded, failures)

    def _write(self, folded: Folded, failures: list[str]) -> None:
        interaction = self._interaction(folded, failures)
        interaction = not_judged(interaction, failures)
        legs = [message for leg in folded.legs for message in (leg.request, leg.response) if message]
        interaction, reason = scrubbed(self._scrubber, interaction, self.key, legs)
        try:
            written = self._writer.append(interaction)
        except InspectorError:
            raise
        except Exception as problem:  # noqa: BLE001 - such as a text that no JSON file can hold
            reason = failed_with("encoding", problem)
            written = self._writer.append(withhold(interaction, reason, self.key))
        self.tally.withheld += bool(reason)
        self._count(written)
        self._tell(written)

    def _tell(self, written: Interaction) -> None:
        if self._recorded is None:
            return
        try:
            self._recorded(written)
        except Exception as problem:  # noqa: BLE001 - nobody listens any more, and the recording goes on
            self._recorded = None
            failed_with("telling what was recorded", problem)

    def _interaction(self, folded: Folded, failures: list[str]) -> Interaction:
        exchange = folded.interaction
        try:
            identified = identify(exchange.request)
        except Exception as problem:  # noqa: BLE001 - it is recorded under no name
            failures.append(failed_with("identifying", problem))
            identified = Identified(Endpoint.OTHER)
        return exchange.changed(
            n=0,  # the writer numbers them
            endpoint=str(identified.endpoint),
            operation=identified.name or "",
            findings=self._findings(exchange, identified, failures),
        )

    def _findings(
        self, exchange: Interaction, identified: Identified, failures: list[str]
    ) -> tuple[dict[str, object], ...]:
        if self._checker is None or missing_from(exchange.extra, "request"):
            return ()  # what is not there is not judged
        kept = missing_from(exchange.extra, "response") is None
        try:
            found = self._checker.check(
                exchange.request,
                exchange.response if kept else None,
                at=exchange.at,
                took=exchange.took,
                identified=identified,
                error=exchange.error if kept else None,
            )
            return tuple(finding.to_json() for finding in found)
        except Exception as problem:  # noqa: BLE001 - a rule that fails must not cost the recording
            failures.append(failed_with("judging", problem))
            return ()

    def _count(self, interaction: Interaction) -> None:
        self.tally.interactions += 1
        self.tally.operations[interaction.operation or interaction.endpoint] += 1
        self.tally.errors += interaction.error is not None
        for finding in interaction.findings:
            self.tally.severities[finding["severity"]] += 1
            self.tally.findings[finding["code"]] += 1


def _isolated(
    fold: Callable[[], Iterator[Folded]], exchange: Interaction | None
) -> Iterator[tuple[Folded, list[str]]]:
    """Gives what is to be recorded, with what failed on it; if the folding does, the exchange for itself."""
    try:
        for folded in fold():
            yield folded, []
    except Exception as problem:  # noqa: BLE001 - a handshake that is not understood must not cost the recording
        reason = failed_with("folding handshakes", problem)
        if exchange is not None:
            yield Folded(exchange.changed(auth=None)), [reason]
