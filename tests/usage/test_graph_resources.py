"""Of which kind a thing is whose identifier an answer had."""

from __future__ import annotations

from inspector.usage.graph_resources import KnownKinds


def test_what_was_not_named_for_longest_is_forgotten_first() -> None:
    kinds = KnownKinds(most=2)
    kinds.learn([(b"a", "message"), (b"b", "event")])
    assert kinds.of([b"a", b"never named"]) == {"message"}
    kinds.learn([(b"c", "contact")])
    assert (kinds.of([b"a", b"c"]), kinds.of([b"b"])) == ({"message", "contact"}, set())
