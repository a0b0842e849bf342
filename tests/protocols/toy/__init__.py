"""MS-TOY: Toys Web Service Protocol, which nobody has but a test: toys, and posts to do with them."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.level import SHOULD
from inspector.protocols.toy.operations import OPERATIONS

__all__ = ["DOCUMENT"]


DOCUMENT = Document(
    name="MS-TOY",
    title="Toys Web Service Protocol",
    about="toys",
    package=__name__,
    codes="TOY",
    operations=OPERATIONS,
    rules_in=("rules",),
    error_texts={"ErrorToyBroken": "The toy is broken."},
    https=SHOULD,
)
