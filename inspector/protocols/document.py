"""A document is one object: its operations, rules, server, fields, statements, schemas and texts.

Each folder below ``protocols`` has one, in its ``__init__``; ``protocols/registry.py`` lists them. Whatever
else knows documents (the judge, its pages, the simulator, flows, versions) asks that list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from inspector.protocols.error_texts import ERROR_TEXTS
from inspector.protocols.level import Level
from inspector.protocols.operation import Endpoint, Operation
from inspector.resources import schemas_dir

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from inspector.protocols.embedded_ids import Packed
    from inspector.protocols.rule import Rule
    from inspector.protocols.server import DocumentServer
    from inspector.protocols.session import SessionState
    from inspector.protocols.timed import TimedModel


@dataclass(frozen=True, kw_only=True, eq=False)
class Document:
    """A specification, and where everything is that the project knows by it.

    Rules and server are made when they are first asked for: most commands need neither.

    Args:
        name: its short name, such as ``MS-OXWUMS``.
        title: its title.
        about: what it is about, in a few words.
        package: the package that is its folder.
        codes: the letters that the codes of its rules begin with; empty if it has none.
        operations: the operations that it defines.
        rules_in: the modules that have its rules, in the order in which they judge; none: the schemas alone
            judge its messages.
        timed_by: makes what it says of things that change by themselves; ``None``: it has none.
        packed_by: makes what finds identifiers in what its messages carry packed; ``None``: nothing is.
        error_texts: the MessageText of each response code that it defines.
        https: how strongly it demands HTTPS; ``None``: it does not say.
    """

    name: str
    title: str
    about: str
    package: str
    codes: str = ""
    operations: tuple[Operation, ...] = ()
    rules_in: tuple[str, ...] = ()
    timed_by: Callable[[], TimedModel[Any]] | None = None
    packed_by: Callable[[], Packed] | None = None
    error_texts: Mapping[str, str] = field(default_factory=dict)
    https: Level | None = None

    def __post_init__(self) -> None:
        for operation in self.operations:
            object.__setattr__(operation, "document", self)
        ERROR_TEXTS.update(self.error_texts)

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> str:
        """The name of its folder below ``protocols``."""
        return self.package.rpartition(".")[2]

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Its rules, in the order in which they judge."""
        from inspector.protocols.rule import Rule  # here: it knows documents

        modules = (import_module(f"{self.package}.{name}") for name in self.rules_in)
        found = (each for module in modules for each in vars(module).values() if isinstance(each, Rule))
        return tuple(replace(each, document=each.document or self.name) for each in found)

    @cached_property
    def session_state(self) -> tuple[type[SessionState], ...]:
        """What its rules remember of a session: ``SESSION_STATE`` in its module ``memory``."""
        found: tuple[type[SessionState], ...] = self._in_module("memory", "SESSION_STATE") or ()
        return found

    @cached_property
    def server(self) -> DocumentServer[Any] | None:
        """What carries its operations out: ``SERVER`` in its module ``server``; ``None`` if it has none."""
        server: DocumentServer[Any] | None = self._in_module("server", "SERVER")
        return server

    def _in_module(self, module: str, name: str) -> Any:
        if find_spec(f"{self.package}.{module}") is None:
            return None
        return getattr(import_module(f"{self.package}.{module}"), name)

    @cached_property
    def timed(self) -> TimedModel[Any] | None:
        """What it says of things that change by themselves; ``None`` if it has none."""
        return self.timed_by() if self.timed_by else None

    @cached_property
    def packed(self) -> Packed | None:
        """What finds identifiers in what its messages carry packed; ``None`` if they carry nothing."""
        return self.packed_by() if self.packed_by else None

    @cached_property
    def endpoints(self) -> frozenset[Endpoint]:
        """The endpoints that have its operations."""
        return frozenset(operation.endpoint for operation in self.operations)

    def means(self, operation: Operation) -> bool:
        """Tells whether its rules mean this operation when they name it: its own, or one that it lacks.

        Args:
            operation: an operation of any document.
        """
        return operation.document is self or operation.name not in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(each.name for each in self.operations)

    @property
    def schemas(self) -> Path:
        """The folder of its schemas; there is none if it has no operations of its own."""
        return schemas_dir() / self.folder

    @property
    def fields(self) -> Traversable | None:
        """The table of its fields, ``fields.toml``; ``None`` if there is none."""
        return self._file("fields.toml")

    @property
    def requirements(self) -> Traversable | None:
        """The list of its statements, ``requirements.toml``; ``None`` if there is none."""
        return self._file("requirements.toml")

    def _file(self, name: str) -> Traversable | None:
        from importlib import resources  # here: most commands read none of its files

        file = resources.files(self.package).joinpath(name)
        return file if file.is_file() else None
