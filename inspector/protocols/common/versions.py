"""Server versions: what ServerVersionInfo says, and which operations a version lacks.

MS-OXWSCDATA sections 2.2.3.9 and 2.2.3.10; the product notes of each document say what came when.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from inspector.errors import UsageError
from inspector.protocols.common.schema_versions import is_dated, version_rank
from inspector.protocols.operation import Operation


@dataclass(frozen=True)
class ServerVersion:
    """A version of Exchange.

    Args:
        name: as RequestServerVersion and ServerVersionInfo name it.
        product: the year of the product.
        build: major and minor version, major and minor build number.
    """

    name: str
    product: int
    build: tuple[int, int, int, int]

    @property
    def rank(self) -> int:
        """Greater is newer."""
        rank = version_rank(self.name)
        assert rank is not None  # every profile has the name of a schema version
        return rank

    def has(self, operation: Operation) -> bool:
        """Tells whether this version implements an operation."""
        return self.product >= operation.since

    def understands(self, requested: str) -> bool:
        """Tells whether a RequestServerVersion names a schema version that this server has."""
        rank = version_rank(requested)
        # Every dated version is later than the named ones, and a server of 2016 has them.
        return rank is not None and (rank <= self.rank or (is_dated(requested) and self.product >= 2016))


VERSIONS = {
    version.name: version
    for version in (
        ServerVersion("Exchange2007_SP1", 2007, (8, 1, 240, 6)),
        ServerVersion("Exchange2010", 2010, (14, 0, 639, 21)),
        ServerVersion("Exchange2010_SP1", 2010, (14, 1, 218, 15)),
        ServerVersion("Exchange2010_SP2", 2010, (14, 2, 247, 5)),
        ServerVersion("Exchange2013", 2013, (15, 0, 516, 32)),
        ServerVersion("Exchange2013_SP1", 2013, (15, 0, 847, 32)),
        ServerVersion("Exchange2016", 2016, (15, 1, 225, 42)),
    )
}
"""The versions that have a profile here, by name, oldest first."""

DEFAULT_VERSION = "Exchange2016"
"""The newest that has Unified Messaging: clients that try versions from the top find it at once."""


def asked_version(element: etree._Element) -> str:
    """Returns the schema version that a request names; empty if it names none.

    Args:
        element: any element of the request.
    """
    header = next(element.getroottree().getroot().iterchildren("{*}Header"), None)
    named = None if header is None else next(header.iterchildren("{*}RequestServerVersion"), None)
    return "" if named is None else str(named.get("Version", ""))


def asked_product(element: etree._Element, product: int) -> int:
    """Returns the year of the product whose schema an answer follows: an older one if the request names it.

    Args:
        element: any element of the request.
        product: the year of the server's product.
    """
    rank = version_rank(asked_version(element))
    known = [] if rank is None else [each.product for each in VERSIONS.values() if each.rank >= rank]
    return min([product, *known])


def server_version(name: str) -> ServerVersion:
    """Returns the version of this name, written without regard to case.

    Raises:
        UsageError: there is no profile of that name.
    """
    for known, version in VERSIONS.items():
        if known.lower() == name.lower():
            return version
    raise UsageError(f"there is no server version {name!r}", fix=f"Use one of {', '.join(VERSIONS)}.")
