"""What a client wants to see of an item: ItemShape and AttachmentShape (MS-OXWSMSG section 3.1.4.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from inspector.protocols.common.reading import boolean, child, children, one_of, required
from inspector.protocols.common.versions import asked_product
from inspector.protocols.oxwscore.extended import Extended, extended_of
from inspector.protocols.oxwscore.item_kind import ItemKind
from inspector.protocols.oxwscore.properties import Property
from inspector.protocols.oxwscore.since import ITEM_PROPERTIES, product_of
from inspector.wire.soap import local_name

_SHAPES = ("IdOnly", "Default", "AllProperties")
_BODY_TYPES = ("Best", "HTML", "Text")


@dataclass(frozen=True)
class Shape:
    """What a client wants to see.

    Args:
        base: the base shape.
        uris: the field URIs of the properties that it asks for besides.
        indexed: the entries of dictionaries that it asks for, by field URI and key.
        extended: the extended properties that it asks for.
        headers: the Internet message headers that it asks for, in lower case.
        mime: whether it wants MIME content.
        body_type: Best, HTML or Text.
        filtered: whether HTML is returned without scripts and the like.
        listing: whether the item is listed by FindItem, which shows no bodies and recipients.
        product: the year of the product whose schema the client named; 2016 if it named none.
    """

    base: str = "IdOnly"
    uris: frozenset[str] = frozenset()
    indexed: frozenset[tuple[str, str]] = frozenset()
    extended: tuple[Extended, ...] = ()
    headers: frozenset[str] = frozenset()
    mime: bool = False
    body_type: str = "Best"
    filtered: bool = False
    listing: bool = False
    product: int = 2016

    @property
    def is_bare(self) -> bool:
        """Whether it wants nothing but the id."""
        more = self.uris or self.indexed or self.extended or self.headers
        return self.base == "IdOnly" and not more and not self.mime

    def wants(self, known: Property) -> bool:
        """Tells whether a property is to be shown."""
        if self.listing and known.body_of_item:
            return False
        if known.uri in self.uris or known.name == "ItemId" or (known.name == "MimeContent" and self.mime):
            return True
        return (self.base == "AllProperties" and not known.on_demand) or (
            self.base == "Default" and known.default
        )


def read_shape(element: etree._Element, *, listing: bool = False) -> Shape:
    """Reads an ItemShape.

    Args:
        element: the ItemShape.
        listing: whether it belongs to FindItem, which does not open the items.

    Raises:
        InvalidRequest: it has no BaseShape, or a value that is not in the schema.
    """
    base = one_of(required(element, "BaseShape"), _SHAPES)
    return replace(read_options(element), base=base, listing=listing)


def read_options(element: etree._Element | None) -> Shape:
    """Reads what an ItemShape and an AttachmentShape have in common; everything is wanted if there is none.

    Raises:
        InvalidRequest: a value that is not in the schema.
    """
    mime, body_type, filtered = (
        child(element, name) for name in ("IncludeMimeContent", "BodyType", "FilterHtmlContent")
    )
    uris, indexed, headers = set(), set(), set()
    extended: dict[Extended, None] = {}
    for path in children(child(element, "AdditionalProperties")):
        kind = local_name(path)
        if kind == "FieldURI":
            # A field of another kind of item is no error: the item at hand just does not have it.
            uris.add(path.get("FieldURI", ""))
        elif kind == "ExtendedFieldURI":
            extended[extended_of(path)] = None
        elif kind == "IndexedFieldURI" and path.get("FieldURI") == "item:InternetMessageHeader":
            headers.add(path.get("FieldIndex", "").lower())
        elif kind == "IndexedFieldURI":
            indexed.add((path.get("FieldURI", ""), path.get("FieldIndex", "")))
    return Shape(
        "AllProperties",
        frozenset(uris),
        frozenset(indexed),
        tuple(extended),
        frozenset(headers),
        mime is not None and boolean(mime),
        "Best" if body_type is None else one_of(body_type, _BODY_TYPES),
        filtered is not None and boolean(filtered),
        product=2016 if element is None else asked_product(element, 2016),
    )


@lru_cache(64)
def names_shown(shape: Shape, product: int, kind: ItemKind) -> tuple[str, ...]:
    """Returns the properties that a shape shows of an item, in the order of the schema.

    Args:
        shape: what the client wants.
        product: the year of the server's product; older ones show less.
        kind: the kind of the item.
    """
    product = min(product, shape.product)
    missing = {name for name, since in ITEM_PROPERTIES.items() if product < product_of(since)}
    return tuple(
        known.name for known in kind.properties.values() if shape.wants(known) and known.name not in missing
    )
