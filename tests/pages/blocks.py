"""The code blocks of README and the pages, as they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])

_BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.M | re.S)
_NAME = re.compile(r"(?:#|//) ([\w.-]+\.\w+)\n")


@dataclass(frozen=True)
class Block:
    """A code block.

    Args:
        line: where it begins.
        language: what it says that it is; empty if it does not say.
        text: all that stands in it.
    """

    line: int
    language: str
    text: str

    @property
    def name(self) -> str:
        """The file that the reader is to write it to: it begins with a comment that has only this name."""
        found = _NAME.match(self.text)
        return found[1] if found else ""

    @property
    def is_typed(self) -> bool:
        """Whether it has commands, and is no script that the reader writes to a file."""
        return not self.name and (self.language in ("console", "sh") or self.is_example)

    @property
    def is_example(self) -> bool:
        """Whether it is the end of a command's help."""
        return self.text.startswith("Example")


@dataclass(frozen=True)
class Command:
    """A command that a page shows.

    Args:
        line: where it stands, in the page.
        text: what is typed.
        output: the lines that the page shows below it; ``...`` stands for any lines.
    """

    line: int
    text: str
    output: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


def blocks(page: Path) -> list[Block]:
    """Returns the blocks of a page, in order."""
    text = page.read_text("utf-8")
    return [
        Block(text.count("\n", 0, found.start()) + 1, found[2], found[3]) for found in _BLOCK.finditer(text)
    ]


def commands(block: Block) -> list[Command]:
    """Returns what a block has the reader type: after ``$`` in ``console`` blocks, else each line."""
    lines = enumerate(block.text.splitlines(), block.line + 1)
    typed: list[tuple[int, str, list[str]]] = []
    goes_on = False
    for number, line in lines:
        if goes_on:
            typed[-1] = (typed[-1][0], f"{typed[-1][1]}\n{line}", [])
        elif block.language == "sh" or line.startswith("$ "):
            typed.append((number, line.removeprefix("$ "), []))
        elif block.is_example:
            if line.startswith("Example"):
                continue
            typed.append((number, line.partition("   ")[0], []))
        else:
            typed[-1][2].append(line)
            continue
        goes_on = line.endswith("\\")
    return [Command(number, text, tuple(output)) for number, text, output in typed]
