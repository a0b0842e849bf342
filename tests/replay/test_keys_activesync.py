"""What two ActiveSync requests share exactly if they ask for the same."""

from __future__ import annotations

from inspector.protocols import identify
from inspector.replay.keys import Matching, MatchKey
from inspector.wire.http import HttpRequest
from tests.phone import SPACES, asked, packed_query

SYNC = f"<Sync {SPACES}><Collections><Collection><SyncKey>{{}}</SyncKey><CollectionId>3</CollectionId></Collection></Collections></Sync>"  # noqa: E501


def key(request: HttpRequest) -> MatchKey:
    return Matching().key(request, identify(request))


def test_the_sync_key_tells_rounds_apart() -> None:
    assert key(asked("Sync", SYNC.format(1))) == key(asked("Sync", SYNC.format(1)))
    assert key(asked("Sync", SYNC.format(1))) != key(asked("Sync", SYNC.format(2)))


def test_both_forms_of_the_query_ask_for_the_same() -> None:
    packed = packed_query("Sync", version="14.1", device_id="x", device_type="phone", policy_key=7)
    assert key(asked("Sync", SYNC.format(1), query=packed)) == key(asked("Sync", SYNC.format(1)))


def test_whose_phone_it_is_and_which_policy_it_has_does_not_matter() -> None:
    one = asked("Sync", SYNC.format(1), device="a", X_MS_PolicyKey="1")
    other = asked("Sync", SYNC.format(1), device="b", X_MS_PolicyKey="2", MS_ASProtocolVersion="14.0")
    assert key(one) == key(other)


def test_how_the_body_is_written_does_not_matter() -> None:
    request = asked("Sync", SYNC.format(1))
    switched = HttpRequest(
        request.headers, request.body[:4] + b"\x00\x02\x00\x00" + request.body[4:], url=request.url
    )
    assert key(switched) == key(request)


def test_commands_and_their_parameters_are_told_apart() -> None:
    assert key(asked("Sync")) != key(asked("Ping"))
    plain = "Cmd=GetAttachment&DeviceId=1&AttachmentName="
    assert key(asked("", query=plain + "3%3a1")) == key(asked("", query=plain + "3:1"))
    assert key(asked("", query=plain + "3:1")) != key(asked("", query=plain + "3:2"))


def test_bodies_that_cannot_be_decoded_match_only_themselves() -> None:
    def broken(body: bytes) -> HttpRequest:
        request = asked("Sync")
        return HttpRequest(request.headers, body, url=request.url)

    assert key(broken(b"\x03\x01")) == key(broken(b"\x03\x01"))
    assert key(broken(b"\x03\x01")) != key(broken(b"\x03\x02"))
