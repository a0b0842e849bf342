"""How old a cassette is, and what that leads to. It is never recorded anew by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from inspector.cassette import Cassette
from inspector.errors import CassetteError


def too_old(files: Iterable[Path], limit: float, now: datetime | None = None) -> Iterator[str]:
    """Yields what is to be said of cassettes that are older than they may be.

    Args:
        files: the cassettes.
        limit: the age in days; 0 for no limit.
        now: the present time; the machine's if ``None``.

    Raises:
        CassetteError: a file is no cassette.
    """
    if limit <= 0:
        return
    now = now or datetime.now(UTC)
    for file in files:
        with Cassette(file) as cassette:
            created = _read(cassette.header.created, file)
        age = (now - created).total_seconds() / 86400
        if age > limit:
            yield (
                f"{file} was recorded {age:.0f} days ago, more than the {limit:g} that it may be old. "
                "Record it anew with --ews-record=rewrite, or see with --ews-record=verify what has changed."
            )


def _read(created: str, file: Path) -> datetime:
    try:
        when = datetime.fromisoformat(created)
    except ValueError:
        raise CassetteError(
            f"its header does not say when it was recorded ({created!r})", str(file)
        ) from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
