"""The rules of MS-TOY."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.protocols.message import Message
from inspector.protocols.rule import MUST, Violation, request, response, rule
from inspector.protocols.session import History
from inspector.protocols.toy.memory import Posts


@rule("TOY001", "post-has-a-subject", MUST, section="3.2", on=request("CreateItem"))
def post_has_a_subject(message: Message, history: History) -> Iterator[Violation]:
    """A post says what it is.

    Good:
        <t:PostItem><t:Subject>Mend the bear</t:Subject></t:PostItem>
    Bad:
        <t:PostItem/>
    """
    assert message.payload is not None
    for post in message.payload.iterdescendants("{*}PostItem"):
        if post.find("{*}Subject") is None:
            yield Violation("the post has no subject", post)


@rule("TOY002", "one-post-a-session", MUST, section="3.2", on=response("CreateItem"))
def one_post_a_session(message: Message, history: History) -> Iterator[Violation]:
    """A session makes one post.

    Good:
        <t:PostItem><t:ItemId Id="AAA="/></t:PostItem>
    Bad:
        <t:PostItem><t:ItemId Id="AAB="/></t:PostItem>
    """
    if history.state(Posts).made:
        yield Violation("there is a post already", message.payload)


@rule("TOY003", "mended-is-told", MUST, section="3.1", on=response("MendToy"))
def mended_is_told(message: Message, history: History) -> Iterator[Violation]:
    """An answer tells whether the toy is mended.

    Good:
        <m:Mended>true</m:Mended>
    Bad:
        <m:MendToyResponse ResponseClass="Success"/>
    """
    if message.succeeded and "Mended" not in message.children:
        yield Violation("Mended is missing", message.payload)
