"""The schema check: libxml2 decides, xmlschema explains.

A message is judged as one document, envelope and all, by the driver of the endpoint at which its operation is
at home: m:PlayOnPhone means two different things on the two endpoints.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from inspector.conformance import xsd_codes as xsd
from inspector.conformance.codes import Code
from inspector.conformance.explain_libxml2 import flaws_by_libxml2
from inspector.conformance.finding import Direction, Finding, Severity
from inspector.conformance.schema_compiled import as_written, with_patterns
from inspector.conformance.schema_flaw import Flaw, nearest
from inspector.conformance.schema_gaps import gaps
from inspector.conformance.schema_sets import SchemaSet, global_elements, schema_set
from inspector.protocols.common.namespaces import MESSAGES, SOAP_11
from inspector.protocols.common.operation_names import OPERATIONS_OF_EWS
from inspector.protocols.message import Message
from inspector.protocols.operation import Endpoint
from inspector.protocols.session import Said
from inspector.wire.element_paths import path_of
from inspector.wire.soap import Envelope, local_name

if TYPE_CHECKING:
    from xmlschema import XMLSchema10

MAX_FLAWS = 20
"""How many flaws of one message are reported."""

_MAX_ELEMENTS = 200_000
# libxml2's error log names the place of each error at a cost that grows with the number of siblings: what has
# more elements than this is judged without places.
_MAX_PLACED = 10_000
_COUNTED_FROM = _MAX_PLACED * len("<a/>")  # bytes; a shorter message cannot have so many


class CompiledSchema:
    """A driver, ready to judge. May be used from several threads.

    Args:
        driver: the XSD file.
        slow: libxml2 refuses this schema; xmlschema judges too.

    Raises:
        InputError: it does not compile.
    """

    def __init__(self, driver: Path, *, slow: bool = False) -> None:
        self._driver = driver
        self._lock = threading.Lock()  # libxml2's log belongs to the schema, not to a call
        self.slow = slow
        self._fast = None if slow else with_patterns(driver)
        self.elements = global_elements(driver)

    def valid(self, element: etree._Element) -> bool:
        """Says whether an element, with all that it holds, is valid."""
        if self._fast is None:
            return next(self.flaws(element), None) is None
        with self._lock:
            is_valid: bool = self._fast(element)
        return is_valid

    def flaws(self, element: etree._Element) -> Iterator[Flaw]:
        """Yields what is wrong with an element; nothing if it is valid after all."""
        # Here: to load xmlschema takes longer than to judge many a cassette.
        from inspector.conformance.explain_xmlschema import GIVES_UP, flaws_by_xmlschema

        found = False
        try:
            for flaw in flaws_by_xmlschema(self._thorough, element):
                found = True
                yield flaw
        except GIVES_UP as problem:
            if self._fast is None:
                yield Flaw(xsd.INVALID, f"it is not valid ({str(problem)[:200]})", None)
                return
        if not found and self._fast is not None and not self.valid(element):
            with self._lock:
                self._as_written.validate(element)
                entries = list(self._as_written.error_log)
            yield from flaws_by_libxml2(entries, element)

    def flaws_without_places(self, content: bytes) -> list[Flaw]:
        """Judges a long document in a time that grows with its length only.

        Args:
            content: the document.

        Returns:
            What is wrong, without places; an empty list if it is valid.
        """
        if self._fast is None:
            return list(islice(self.flaws(etree.fromstring(content)), MAX_FLAWS))
        with self._lock:
            if self._log_of_reading(content, self._fast) is None:
                return []
            log = self._log_of_reading(content, self._as_written)
            return list(flaws_by_libxml2(islice(log or (), MAX_FLAWS), None))

    @staticmethod
    def _log_of_reading(content: bytes, schema: etree.XMLSchema) -> Iterable[Any] | None:
        """What libxml2 has against a document while it reads it; ``None`` if it is valid."""
        parser = etree.XMLParser(
            schema=schema, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
        )
        try:
            etree.fromstring(content, parser)
        except etree.XMLSyntaxError:
            return parser.error_log
        return None

    @cached_property
    def _as_written(self) -> etree.XMLSchema:
        return as_written(self._driver)

    @cached_property
    def _thorough(self) -> XMLSchema10:
        from inspector.conformance.explain_xmlschema import thorough

        with self._lock:
            return thorough(self._driver)


@cache
def compiled(driver: Path, slow: bool = False) -> CompiledSchema:
    """Returns the compiled schema of a driver; compiled once a process.

    Raises:
        InputError: it does not compile.
    """
    return CompiledSchema(driver, slow=slow)


class SchemaCheck:
    """Judges the messages of a session by a schema set.

    Args:
        name: the set's name; the bundled one if ``None``.
        said: what has been told once in the session; ``None``: nothing.

    Raises:
        UsageError: there is no such set.
    """

    def __init__(self, name: str | None = None, said: Said | None = None) -> None:
        self._set: SchemaSet = schema_set(name)
        self._by_endpoint = {endpoint: self._set.driver(endpoint) for endpoint in (Endpoint.EWS, Endpoint.UM)}
        self._compiled: dict[Endpoint, CompiledSchema] = {}
        self._said = said or Said()

    def check(self, message: Message) -> Sequence[Finding]:
        """Judges a message: its headers, and its payload or fault.

        Args:
            message: a message of an endpoint that speaks SOAP; one that could not be read is passed over.
        """
        schema = self.passed(message)
        return self.complaints(message) if schema is None else self._gaps(message, schema)

    def passed(self, message: Message) -> CompiledSchema | None:
        """Returns the schema by which a message is valid, which nearly all are; else ``None``.

        What it leaves open in an answer :meth:`check` says.
        """
        envelope = message.envelope
        if envelope is None or envelope.namespace != SOAP_11:
            return None
        identified, payload = message.identified, envelope.payload
        if not identified.endpoint.speaks_soap:
            return None
        home = identified.home
        schema = self._compiled.get(home) or self._schema(home)
        if schema is None or len(message.http.content) >= _COUNTED_FROM:
            return None
        head = message.head
        if payload is None or head is None or not envelope.has_payload_alone:
            judged = payload is None or payload.tag in schema.elements
            return schema if judged and schema.valid(envelope.root) else None
        with_payload = schema, str(payload.tag)
        if with_payload in head.valid_with and schema.valid(payload):
            return schema
        if payload.tag in schema.elements and schema.valid(envelope.root):
            head.valid_with.keep(with_payload, None)
            return schema
        return None

    def complaints(self, message: Message) -> Sequence[Finding]:
        """Says what is wrong with a message that has not :meth:`passed`; it may take its time."""
        envelope = message.envelope
        if envelope is None or not message.identified.endpoint.speaks_soap:
            return ()
        home = message.identified.home
        schema = self._compiled.get(home) or self._schema(home)
        if schema is None:
            return self._not_judged(message, home, envelope.payload, frozenset())
        return list(self._complaints(message, envelope, home, schema))

    def verdict(self, message: Message, found: Sequence[Finding]) -> str | None:
        """Says in short what the schema thinks of a message.

        Args:
            message: the message.
            found: what :meth:`check` said of it.

        Returns:
            Its first complaint; empty if it has none; ``None`` if it does not judge the message.
        """
        envelope, home = message.envelope, message.identified.home
        schema = None if envelope is None else self._compiled.get(home)
        if envelope is None or schema is None or envelope.namespace != SOAP_11:
            return None
        if envelope.payload is None or envelope.payload.tag not in schema.elements:
            return None
        if not found:
            return ""
        if any(each.code == xsd.TOO_MANY.code for each in found):
            return None
        return next((each.message for each in found if each.severity is Severity.ERROR), "")

    def _complaints(
        self, message: Message, envelope: Envelope, home: Endpoint, schema: CompiledSchema
    ) -> Iterator[Finding]:
        payload = envelope.payload
        if payload is not None and payload.tag not in schema.elements:
            yield from self._not_judged(message, home, payload, schema.elements)
            # What such a payload holds is as little the schema's business, even where it knows the names.
            yield from self._parts(message, home, schema, envelope.headers)
            return
        elements = 0
        if len(message.http.content) >= _COUNTED_FROM:
            elements = int(str(envelope.root.xpath("count(//*)")).partition(".")[0])
        if elements > _MAX_ELEMENTS:
            said = f"the message has {elements:,} elements, more than {_MAX_ELEMENTS:,}; it is not judged"
            yield self._finding(message, home, Flaw(xsd.TOO_MANY, said, None))
        elif elements > _MAX_PLACED:
            for flaw in schema.flaws_without_places(message.http.content):
                yield self._finding(message, home, flaw)
        elif envelope.namespace != SOAP_11:
            # The wire has been told off for the envelope; what it carries is still worth a look.
            parts = (*envelope.headers, *(() if payload is None else (payload,)))
            yield from self._parts(message, home, schema, parts)
        elif not schema.valid(envelope.root):
            yield from self._flaws(message, home, schema, envelope.root)
        yield from self._gaps(message, schema)

    def _gaps(self, message: Message, schema: CompiledSchema) -> Sequence[Finding]:
        if message.direction is Direction.REQUEST:
            return ()
        elements = schema.elements if message.fault is None else self._elements(message, schema)
        found = gaps(message, elements)
        return [self._finding(message, message.identified.home, flaw) for flaw in found] if found else ()

    def _elements(self, message: Message, schema: CompiledSchema) -> frozenset[str]:
        """The elements that a fault's schema has; of one alone nobody knows which endpoint it came from."""
        if message.operation is not None:
            return schema.elements
        on_um = self._compiled.get(Endpoint.UM) or self._schema(Endpoint.UM)
        return schema.elements if on_um is None else schema.elements | on_um.elements

    def _parts(
        self, message: Message, home: Endpoint, schema: CompiledSchema, parts: Sequence[etree._Element]
    ) -> Iterator[Finding]:
        """Judges parts of an envelope that cannot be judged whole."""
        for part in parts:
            if part.tag in schema.elements and not schema.valid(part):
                yield from self._flaws(message, home, schema, part)

    def _schema(self, home: Endpoint) -> CompiledSchema | None:
        driver = self._by_endpoint.get(home)
        if driver is None:
            return None
        ready = self._compiled[home] = compiled(driver, self._set.slow)
        return ready

    def _flaws(
        self, message: Message, home: Endpoint, schema: CompiledSchema, part: etree._Element
    ) -> Iterator[Finding]:
        for flaw in islice(schema.flaws(part), MAX_FLAWS):
            yield self._finding(message, home, flaw)

    def _finding(self, message: Message, home: Endpoint, flaw: Flaw) -> Finding:
        element, operation = flaw.element, message.identified.operation
        return _known_deviation(message, flaw).finding(
            message.direction,
            flaw.message,
            path="" if element is None else path_of(element, flaw.attribute),
            line=0 if element is None else int(element.sourceline or 0),
            schemas=self._set.label(home),
            operation=message.identified.name,
            document=str(operation.document) if operation else "",
            section=operation.section if operation else "",
        )

    def _not_judged(
        self, message: Message, home: Endpoint, payload: etree._Element | None, known: frozenset[str]
    ) -> Sequence[Finding]:
        """Says once for each operation that the set lacks it; a wrong namespace has a WIRE finding."""
        if payload is None or not str(payload.tag).startswith(f"{{{MESSAGES}}}"):
            return ()
        name = local_name(payload)
        operation = message.identified.name or name
        exists = message.identified.operation is not None or operation in OPERATIONS_OF_EWS
        close = None if exists else nearest(name, map(_local, known))
        hint = f". Did you mean {close}?" if close else ""
        if home is Endpoint.UM and message.direction is Direction.REQUEST:
            where = "; it is one of the EWS endpoint" if exists else hint
            said = f"the UM endpoint has no operation {name}{where}"
            return (self._finding(message, home, Flaw(xsd.UNKNOWN_OPERATION, said, payload)),)
        if not self._said.first(f"not judged: {operation}", None):
            return ()
        said = f"the schema set {self._set.label(home)} does not have {name}: it is not judged{hint}"
        return (self._finding(message, home, Flaw(xsd.NOT_JUDGED, said, payload)),)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _known_deviation(message: Message, flaw: Flaw) -> Code:
    """Returns the flaw's code, or the one of what the product is known for."""
    element = flaw.element
    if element is None or message.direction is not Direction.RESPONSE:
        return flaw.code
    operation = message.operation
    for known in operation.deviations if operation else ():
        fails = flaw.code is xsd.MISSING_ELEMENT and element.get("ResponseClass") == "Error"
        around = (local_name(each) for each in (element, *element.iterancestors()))
        if (fails and local_name(element) == known.lacking) or known.within in around:
            return xsd.BY_CODE[known.code]
    return flaw.code
