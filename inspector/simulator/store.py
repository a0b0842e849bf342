"""Where a simulator keeps what it must not forget: nowhere, or in an SQLite file that survives a crash.

Each request is one transaction. The file has one table: mailbox, kind, key, value.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from inspector.errors import InputError, WriteError

_APPLICATION = 0x45575349  # "EWSI", in the file's header
_VERSION = 1
_SCHEMA = """
CREATE TABLE kept (
    mailbox TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (mailbox, kind, key)
) WITHOUT ROWID
"""


class Store:
    """Keeps rows.

    Args:
        path: the SQLite file, which is made if it is not there; ``None`` keeps nothing beyond this process.

    Raises:
        InputError: the file is no store of this program, or of a newer version of it.
        WriteError: the file cannot be made.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self._path = str(path)
        self._pending: dict[tuple[str, str, str], bytes | None] = {}
        self._file = None if path is None else self._opened()

    def rows(self) -> Iterator[tuple[str, str, str, bytes]]:
        """Yields mailbox, kind, key and value of what was kept before, by mailbox and kind."""
        if self._file is not None:
            yield from self._file.execute("SELECT mailbox, kind, key, value FROM kept ORDER BY 1, 2, 3")

    def put(self, mailbox: str, kind: str, key: str, value: bytes) -> None:
        """Keeps a value, from the next commit on."""
        if self._file is not None:
            self._pending[mailbox, kind, key] = value

    def drop(self, mailbox: str, kind: str, key: str) -> None:
        """Forgets a value, from the next commit on."""
        if self._file is not None:
            self._pending[mailbox, kind, key] = None

    def commit(self) -> None:
        """Writes what is pending, all of it or nothing.

        Raises:
            WriteError: the disk is full, or the file was taken away.
        """
        if self._file is None or not self._pending:
            return
        gone = [key for key, value in self._pending.items() if value is None]
        kept = [(*key, value) for key, value in self._pending.items() if value is not None]
        try:
            with self._file:
                self._file.executemany("DELETE FROM kept WHERE mailbox = ? AND kind = ? AND key = ?", gone)
                self._file.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", kept)
        except sqlite3.Error as problem:
            raise WriteError(f"the store cannot be written ({problem})", self._path) from None
        self._pending.clear()

    def clear(self) -> None:
        """Forgets everything, from now on.

        Raises:
            WriteError: as :meth:`commit`.
        """
        self._pending.clear()
        if self._file is not None:
            try:
                with self._file:
                    self._file.execute("DELETE FROM kept")
            except sqlite3.Error as problem:
                raise WriteError(f"the store cannot be written ({problem})", self._path) from None

    def close(self) -> None:
        """Closes the file; what is pending is lost."""
        if self._file is not None:
            self._file.close()

    def _opened(self) -> sqlite3.Connection:
        try:
            # The simulator answers one request at a time, whichever thread asks.
            file = sqlite3.connect(self._path, check_same_thread=False)
            file.execute("PRAGMA journal_mode = WAL")
            application = file.execute("PRAGMA application_id").fetchone()[0]
            version = file.execute("PRAGMA user_version").fetchone()[0]
            empty = file.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        except sqlite3.OperationalError as problem:
            raise WriteError(f"the store cannot be opened ({problem})", self._path) from None
        except sqlite3.DatabaseError as problem:
            raise InputError(f"not a simulator's store ({problem})", self._path) from None
        if not empty and application != _APPLICATION:
            raise InputError("an SQLite file, but not a simulator's store", self._path)
        if version > _VERSION:
            raise InputError(f"a store of version {version}", self._path, "Use a newer ews-inspector.")
        if empty:
            with file:
                file.execute(_SCHEMA)
                file.execute(f"PRAGMA application_id = {_APPLICATION}")
                file.execute(f"PRAGMA user_version = {_VERSION}")
        return file
