"""Of which kind a thing is whose identifier an answer had."""

from __future__ import annotations

from inspector.usage.resources import KnownKinds


def test_what_was_not_named_for_longest_is_forgotten_first() -> None:
    kinds = KnownKinds(most=2)
    kinds.learn([("a", "message"), ("b", "event")])
    assert kinds.of(["a", "never named"]) == {"message"}
    kinds.learn([("c", "contact")])
    assert (kinds.of(["a", "c"]), kinds.of(["b"])) == ({"message", "contact"}, set())
