"""A cassette that changes while it is replayed."""

from __future__ import annotations

import os

import pytest

from inspector.cassette import CassetteWriter, Interaction
from inspector.errors import CassetteError
from inspector.replay import Replayer


def replaced(path, *exchanges):
    """Puts another cassette in the place of a file, as editors do."""
    other = path.with_suffix(".new")
    with CassetteWriter(other) as writer:
        for at, request, response in exchanges:
            writer.append(Interaction(0, at, request, response))
    other.replace(path)


def test_a_changed_file_is_replayed_without_a_restart(wire, cassette):
    path = cassette((0, wire.get_item(), wire.item("old")))
    with Replayer([path], watch=True) as replayer:
        assert replayer.respond(wire.get_item(), 0.0).body == wire.item("old").body
        replaced(path, (0, wire.get_item(), wire.item("new")), (1, wire.get_item("B"), wire.item("b")))
        assert replayer.respond(wire.get_item(), 0.0).body == wire.item("new").body
        assert replayer.respond(wire.get_item("B"), 0.0).body == wire.item("b").body


def test_a_file_that_grows_goes_on_from_where_it_stood(wire, cassette):
    path = cassette(*((n, wire.get_item(), wire.item(str(n))) for n in range(2)))
    with Replayer([path], watch=True) as replayer:
        replayer.respond(wire.get_item(), 0.0)
        with CassetteWriter(path, append=True) as writer:
            writer.append(Interaction(0, 2.0, wire.get_item(), wire.item("2")))
        bodies = [replayer.respond(wire.get_item(), 0.0).body for _ in range(2)]
        assert bodies == [wire.item("1").body, wire.item("2").body]
        assert replayer.unplayed == []


def test_a_call_goes_on_through_a_reload(wire, cassette):
    path = cassette((0, wire.play(), wire.played("H")), (5, wire.poll("H"), wire.shows("Connected")))
    with Replayer([path], watch=True) as replayer:
        replayer.respond(wire.play(), 0.0)
        os.utime(path, (1, 1))
        assert wire.state(replayer.respond(wire.poll("H"), 6.0)) == "Connected"


def test_a_file_that_cannot_be_read_leaves_the_one_before(wire, cassette, caplog):
    path = cassette((0, wire.get_item(), wire.item("old")))
    with Replayer([path], watch=True) as replayer:
        replayer.respond(wire.get_item(), 0.0)
        other = path.with_suffix(".bad")
        other.write_text("no cassette\n")
        other.replace(path)
        assert replayer.respond(wire.get_item(), 0.0).body == wire.item("old").body
        assert "the one before stays" in caplog.text


def test_without_watching_a_file_is_read_once(wire, cassette):
    path = cassette((0, wire.get_item(), wire.item("old")))
    with Replayer([path]) as replayer:
        replaced(path, (0, wire.get_item(), wire.item("new")))
        assert replayer.respond(wire.get_item(), 0.0).body == wire.item("old").body


def test_a_long_file_that_is_cut_under_our_feet_is_an_error_and_no_crash(wire, cassette):
    path = cassette(*((n, wire.get_item(f"item-{n}"), wire.item("old")) for n in range(300)))
    with Replayer([path]) as replayer:
        os.truncate(path, 10)
        with pytest.raises(CassetteError, match="shorter"):
            replayer.respond(wire.get_item("item-1"), 0.0)


def test_a_short_file_that_is_cut_under_our_feet_goes_on_answering(wire, cassette):
    path = cassette((0, wire.get_item(), wire.item("old")))
    with Replayer([path]) as replayer:
        os.truncate(path, 10)
        assert replayer.respond(wire.get_item(), 0.0).body == wire.item("old").body
