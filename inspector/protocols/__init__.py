"""What the documents say: one folder a document, and the registry that knows all of their operations."""

from inspector.protocols.registry import (
    DOCUMENTS,
    Document,
    Endpoint,
    Identified,
    Operation,
    endpoint_of,
    identify,
    operations,
)

__all__ = [
    "DOCUMENTS",
    "Document",
    "Endpoint",
    "Identified",
    "Operation",
    "endpoint_of",
    "identify",
    "operations",
]
