from __future__ import annotations

import pytest

from inspector.cassette import Cassette, CassetteHeader
from inspector.errors import UsageError
from inspector.protocols.fields import is_set
from inspector.protocols.registry import identify
from inspector.replay import Replayer
from inspector.replay.volatile import VOLATILE, VolatilePaths, parse_path
from inspector.resources import cassettes_dir
from inspector.wire.canonical import canonical_tokens
from inspector.wire.soap import local_name


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("MimeContent", "MimeContent"),
        ("t:Message/t:Subject", "Message/Subject"),
        ("ItemId/@ChangeKey", "ItemId/@ChangeKey"),
        ("@ChangeKey", "@ChangeKey"),
        ("/Body/m:GetItem/m:ItemIds/t:ItemId[2]/@Id", "Body/GetItem/ItemIds/ItemId/@Id"),
        ("Body/CreateItem/Items/*/Subject", "Body/CreateItem/Items/*/Subject"),
        ("Body/m:GetItem/@Traversal", "Body/GetItem/@Traversal"),
    ],
)
def test_a_path_is_read_as_written_or_as_a_miss_prints_it(text, read):
    assert str(parse_path(text)) == read


@pytest.mark.parametrize("text", ["", "/", "a//b", "a/b c", "@", "Body", "Body/m:GetItem", "a/@b/c", "<a>"])
def test_what_is_no_path_is_refused(text):
    with pytest.raises(UsageError):
        parse_path(text)


def test_every_path_of_the_table_has_a_reason_and_an_operation():
    assert all(path.why and path.operation for path in VOLATILE)


def asked(wire, subject="s", mime="QQ==", key="K1"):
    return wire.ews(
        '<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message>'
        f"<t:MimeContent>{mime}</t:MimeContent>"
        f'<t:ItemId Id="I" ChangeKey="{key}"/><t:Subject>{subject}</t:Subject>'
        "</t:Message></m:Items></m:CreateItem>"
    )


PROPERTY = (
    '<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="{}" PropertyType="String"/>'
    "<t:Value>{}</t:Value></t:ExtendedProperty>"
)


def misses(replayer, request):
    return replayer.respond(request, 0.0).header("x-ews-inspector") == "miss"


def test_what_a_client_makes_up_anew_is_not_compared(wire, cassette):
    with Replayer([cassette((0, asked(wire), wire.item("a")))]) as replayer:
        assert not misses(replayer, asked(wire, mime="QUE="))
        assert misses(replayer, asked(wire, subject="t"))


@pytest.mark.parametrize(
    ("field", "one", "other", "compared"),
    [
        ("<t:InternetMessageId>{}</t:InternetMessageId>", "&lt;a@x&gt;", "&lt;b@x&gt;", False),
        ("<t:InReplyTo>{}</t:InReplyTo>", "&lt;a@x&gt;", "&lt;b@x&gt;", True),
        (PROPERTY.format("0x10F3", "{}"), "a.EML", "b.EML", False),
        (PROPERTY.format("4339", "{}"), "a.EML", "b.EML", False),
        (PROPERTY.format("0x0037", "{}"), "a", "b", True),
    ],
    ids=["message id", "reply to", "name in URLs", "name in URLs by number", "subject"],
)
def test_what_the_vocabulary_calls_client_made_is_not_compared_in_any_operation(
    wire, cassette, field, one, other, compared
):
    def updated(value):
        message = field.format(value)
        return wire.ews(
            f"<m:UpdateItem><m:ItemChanges><t:Message>{message}</t:Message></m:ItemChanges></m:UpdateItem>"
        )

    with Replayer([cassette((0, updated(one), wire.item("a")))]) as replayer:
        assert misses(replayer, updated(other)) is compared


@pytest.mark.parametrize(
    "path", ["Subject", "t:Message/t:Subject", "Body/m:CreateItem/m:Items/t:Message/t:Subject", "*/Subject"]
)
def test_a_user_adds_paths(wire, cassette, path):
    with Replayer([cassette((0, asked(wire), wire.item("a")))], volatile=[path]) as replayer:
        assert not misses(replayer, asked(wire, subject="t"))
        assert misses(replayer, asked(wire, subject="t", key="K2"))


def test_a_path_of_another_operation_does_not_count(wire, cassette):
    paths = ["Body/UpdateItem/Items/Message/Subject", "Body/CreateItem/Message/Subject"]
    with Replayer([cassette((0, asked(wire), wire.item("a")))], volatile=paths) as replayer:
        assert misses(replayer, asked(wire, subject="t"))


def test_an_attribute_alone_can_be_left_out(wire, cassette):
    with Replayer([cassette((0, asked(wire), wire.item("a")))], volatile=["ItemId/@ChangeKey"]) as replayer:
        assert not misses(replayer, asked(wire, key="K2"))


def test_the_cassette_brings_paths_of_its_own(wire, cassette):
    header = CassetteHeader(extra={"replay": {"volatile": ["Subject"]}})
    with Replayer([cassette((0, asked(wire), wire.item("a")), header=header)]) as replayer:
        assert not misses(replayer, asked(wire, subject="t"))


def test_a_header_that_names_no_paths_is_refused(wire, cassette):
    header = CassetteHeader(extra={"replay": {"volatile": "Subject"}})
    with pytest.raises(UsageError, match="no list of paths"):
        Replayer([cassette((0, asked(wire), wire.item("a")), header=header)])


def test_a_difference_at_a_volatile_path_is_not_told(wire, cassette):
    with Replayer([cassette((0, asked(wire), wire.item("a")))]) as replayer:
        misses(replayer, asked(wire, subject="t", mime="other"))
        (miss,) = replayer.misses
    assert [one.path for one in miss.nearest[0].differences] == [
        "Body/m:CreateItem/m:Items/t:Message/t:Subject"
    ]


@pytest.mark.parametrize("added", [(), ("t:Subject", "@Id"), ("ItemId/@ChangeKey", "Body/GetItem/ItemIds/*")])
def test_what_no_question_is_asked_about_has_none_that_is_answered_with_yes(added):
    paths = VolatilePaths(map(parse_path, added))
    compared = 0
    for file in sorted(cassettes_dir().glob("*.jsonl")):
        with Cassette(file) as cassette:
            payloads = [identify(one.request).payload for one in cassette]
        for payload in payloads:
            if payload is None:
                continue
            selected = paths.of(local_name(payload))
            questions = (selected.element, selected.attribute, is_set)
            assert canonical_tokens(payload, *questions, selected.concerned) == canonical_tokens(
                payload, *questions
            )
            compared += 1
    assert compared > 50
