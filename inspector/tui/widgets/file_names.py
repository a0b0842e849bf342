"""Completing the names of files where one is typed."""

from __future__ import annotations

from pathlib import Path

from textual.suggester import Suggester


class FileNames(Suggester):
    """Completes paths of files with a suffix, and of folders.

    Args:
        suffix: such as ``.toml``.
    """

    def __init__(self, suffix: str) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._suffix = suffix

    async def get_suggestion(self, value: str) -> str | None:
        """Returns the first path that begins so; ``None`` if there is none."""
        head, slash, tail = value.rpartition("/")
        folder = Path(head + slash or ".").expanduser()
        try:
            names = sorted(
                path.name + "/" * path.is_dir()
                for path in folder.iterdir()
                if path.is_dir() or path.suffix == self._suffix
            )
        except OSError:
            return None
        fits = (name for name in names if tail and name.startswith(tail) and name != tail)
        return next((head + slash + name for name in fits), None)
