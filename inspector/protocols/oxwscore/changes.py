"""Changing properties: what CreateItem may bring, what UpdateItem may do (MS-OXWSMSG 2.2.4.1 and 3.1.4.7)."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.failures import InvalidRequest, OperationError
from inspector.protocols.common.reading import child, children, first_child, text_of
from inspector.protocols.oxwscore.extended import extended_of
from inspector.protocols.oxwscore.item_kind import ItemKind
from inspector.protocols.oxwscore.mapi import is_worked_out, meant_by
from inspector.protocols.oxwscore.properties import Property
from inspector.wire.soap import local_name

_ERRORS = {
    "SetItemField": "ErrorInvalidPropertySet",
    "AppendToItemField": "ErrorInvalidPropertyAppend",
    "DeleteItemField": "ErrorInvalidPropertyDelete",
}
_PARTS = ("Street", "City", "State", "CountryOrRegion", "PostalCode")  # of an address, in the schema's order


def check_new(element: etree._Element, kind: ItemKind, product: int) -> None:
    """Refuses a new item that sets what only the server sets, or what its kind does not have.

    Args:
        element: the item.
        kind: its kind.
        product: the year of the product whose schemas the request follows.

    Raises:
        OperationError: ErrorInvalidPropertySet, with the field.
    """
    for item in children(element):
        known = kind.properties.get(local_name(item))
        if local_name(item) == "ExtendedProperty":
            meant_by(item, kind.properties)
        if known is None:
            raise OperationError("ErrorInvalidPropertyRequest")
        if known.read_only and kind.settable.get(known.name, product + 1) > product:
            raise OperationError("ErrorInvalidPropertySet", field=known.uri)


def apply_updates(
    kind: ItemKind, stored: etree._Element, updates: etree._Element, change: int, seen: int | None
) -> int:
    """Carries out the changes of an ItemChange, in order.

    Args:
        kind: the kind of the item.
        stored: the properties of the item, which are changed.
        updates: the Updates element.
        change: the number of this change.
        seen: the number of the change that the client has seen; what was changed after it conflicts.
            ``None``: nothing conflicts.

    Returns:
        How many changes were left out because the property already had that value.

    Raises:
        OperationError: a change that cannot be made, or one that conflicts (ErrorIrresolvableConflict).
    """
    resolved = 0
    for update in children(updates):
        verb = local_name(update)
        if verb not in _ERRORS:
            raise InvalidRequest(f"The element 'Updates' has invalid child element '{verb}'")
        path = first_child(update)
        value = None if verb == "DeleteItemField" else _value(update)
        meant = (
            None
            if value is None or local_name(value) != "ExtendedProperty"
            else meant_by(value, kind.properties)
        )
        if meant is not None:  # a tag that stands for properties of the item
            for each in meant:
                put(stored, each, change)
            continue
        if local_name(path) == "IndexedFieldURI":
            present, value = _with_entry(kind, stored, path, value)
        else:
            present = _present(kind, stored, path, verb)
            if value is not None and not _matches(kind, path, value):
                raise OperationError("ErrorUpdatePropertyMismatch", field=path.get("FieldURI", ""))
        if seen is not None and any(seen < int(item.get("change", "0")) < change for item in present):
            if not _same(present, value, verb):
                raise OperationError("ErrorIrresolvableConflict")
            resolved += 1
            continue
        _carry_out(stored, present, value, verb, change)
    return resolved


def put(stored: etree._Element, value: etree._Element, change: int = 0) -> None:
    """Sets a property, in place of the one of its name.

    Args:
        stored: the properties of the item.
        value: the property.
        change: the number of the change; 0 if it is not to be remembered.
    """
    for old in children(stored, local_name(value)):
        stored.remove(old)
    if change:
        value.set("change", str(change))
    stored.append(value)


def _value(update: etree._Element) -> etree._Element:
    """The one property inside the Message of a change description."""
    holder = update[-1]
    found = children(holder)
    if len(found) != 1:
        raise OperationError("ErrorIncorrectUpdatePropertyCount")
    return copy.deepcopy(found[0])


def _present(kind: ItemKind, stored: etree._Element, path: etree._Element, verb: str) -> list[etree._Element]:
    """The elements of the property that a field URI names; refuses fields that cannot be changed so."""
    form = local_name(path)
    if form == "ExtendedFieldURI":
        if verb == "AppendToItemField":
            raise OperationError(_ERRORS[verb])
        wanted = extended_of(path)
        if is_worked_out(wanted):
            raise OperationError(_ERRORS[verb])
        return [
            item for item in children(stored, "ExtendedProperty") if extended_of(first_child(item)) == wanted
        ]
    uri = path.get("FieldURI", "")
    known = kind.property_of(uri) if form == "FieldURI" else None
    if known is None:
        raise OperationError("ErrorInvalidPropertyRequest", field=uri)
    _allow(known, verb)
    return children(stored, known.name)


def _allow(known: Property, verb: str) -> None:
    if known.read_only or (verb == "AppendToItemField" and not known.appendable):
        raise OperationError(_ERRORS[verb], field=known.uri)


def _with_entry(
    kind: ItemKind, stored: etree._Element, path: etree._Element, value: etree._Element | None
) -> tuple[list[etree._Element], etree._Element | None]:
    """A dictionary as it is, and as it will be: with another entry, part of an entry, or without it."""
    uri, key = path.get("FieldURI", ""), path.get("FieldIndex", "")
    if uri not in kind.indexed:
        raise OperationError("ErrorInvalidPropertyRequest")
    name, part = kind.indexed[uri]
    present = children(stored, name)
    if value is not None and local_name(value) != name:
        raise OperationError("ErrorUpdatePropertyMismatch")
    entries = {entry.get("Key", ""): copy.deepcopy(entry) for each in present for entry in children(each)}
    given = next((entry for entry in children(value) if entry.get("Key") == key), None)
    if value is not None and given is None:
        raise OperationError("ErrorUpdatePropertyMismatch")
    if part:
        _put_part(entries.setdefault(key, T.Entry(Key=key)), part, child(given, part))
    elif given is None:
        entries.pop(key, None)
    else:
        entries[key] = given
    left = [entry for entry in entries.values() if len(entry) or text_of(entry)]
    return present, T(name, *left) if left else None


def _put_part(entry: etree._Element, part: str, value: etree._Element | None) -> None:
    parts = {local_name(each): each for each in children(entry)} | ({} if value is None else {part: value})
    if value is None:
        parts.pop(part, None)
    entry[:] = [parts[name] for name in _PARTS if name in parts]


def _matches(kind: ItemKind, path: etree._Element, value: etree._Element) -> bool:
    if local_name(path) == "ExtendedFieldURI":
        uri = child(value, "ExtendedFieldURI")
        return uri is not None and extended_of(uri) == extended_of(path)
    known = kind.property_of(path.get("FieldURI", ""))
    return known is not None and known.name == local_name(value)


def _same(present: list[etree._Element], value: etree._Element | None, verb: str) -> bool:
    """Whether a change wants what is there already: such a conflict resolves itself."""
    if verb == "AppendToItemField":
        return False
    wanted = [] if value is None else [value]
    return [list(_said(item)) for item in present] == [list(_said(item)) for item in wanted]


def _said(element: etree._Element) -> Iterator[tuple[str, str]]:
    for item in element.iter(etree.Element):
        yield local_name(item), text_of(item).strip()


def _carry_out(
    stored: etree._Element,
    present: list[etree._Element],
    value: etree._Element | None,
    verb: str,
    change: int,
) -> None:
    if verb == "AppendToItemField" and present and value is not None:
        _append(present[0], value)
        present[0].set("change", str(change))
        return
    for old in present:
        stored.remove(old)
    if value is not None:
        value.set("change", str(change))
        stored.append(value)


def _append(present: etree._Element, value: etree._Element) -> None:
    if local_name(present) == "Body":
        present.text = text_of(present) + text_of(value)
    else:
        present.extend(children(value))
