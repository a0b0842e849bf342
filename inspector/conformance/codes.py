"""What a finding's code stands for: the tables of WIRE and XSD codes are made of these."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from inspector.conformance.finding import Direction, Finding, Level, Severity


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code of a check that is no rule of a document.

    Args:
        code: the code itself, such as ``WIRE005``; it never changes its meaning.
        name: its name, in words with hyphens.
        severity: how bad it is.
        level: what it rests on.
        what: what is checked, in a sentence.
        why: why it matters, in a sentence or two, with the text that demands it.
    """

    code: str
    name: str
    severity: Severity
    level: Level
    what: str
    why: str

    def finding(
        self,
        direction: Direction,
        message: str,
        *,
        path: str = "",
        line: int = 0,
        schemas: str = "",
        operation: str | None = None,
        document: str = "",
        section: str = "",
    ) -> Finding:
        """Makes a finding of this code; the fields are those of :class:`Finding`."""
        return Finding(
            code=self.code,
            name=self.name,
            severity=self.severity,
            level=self.level,
            message=message,
            direction=direction,
            document=document,
            section=section,
            path=path,
            line=line,
            schemas=schemas,
            operation=operation or "",
        )


def read_codes(name: str, level: Level, **values: object) -> dict[str, Code]:
    """Reads a table of codes, in its order.

    Args:
        name: the file, which stands beside this module.
        level: what its codes rest on.
        values: what stands for the names in braces in its texts.
    """
    rows = tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))
    return {
        code: Code(
            code=code,
            name=row["name"],
            severity=Severity(row["severity"]),
            level=level,
            what=row["what"].format(**values),
            why=row["why"].format(**values),
        )
        for code, row in rows.items()
    }
