"""Fresh identifiers: new at each run, and a client with one wired in is found out."""

from __future__ import annotations

import base64
import re

import pytest

from inspector.errors import UsageError
from inspector.replay import Reason, Replayer

HANDLE = "NDEzYjEzNmMtZTE2Zi00NTJl"
ITEM = "AAMkAGQ1ZjM5YTAyLTk2"


def created(wire, item=ITEM, key="CQAAABYAAAD7"):
    return wire.ews_answer(
        '<m:CreateItemResponse><m:ResponseMessages><m:CreateItemResponseMessage ResponseClass="Success">'
        "<m:ResponseCode>NoError</m:ResponseCode><m:Items><t:Message>"
        f'<t:ItemId Id="{item}" ChangeKey="{key}"/>'
        "</t:Message></m:Items></m:CreateItemResponseMessage></m:ResponseMessages></m:CreateItemResponse>"
    )


def create(wire):
    return wire.ews("<m:CreateItem><m:Items><t:Message/></m:Items></m:CreateItem>")


@pytest.fixture
def recorded(cassette, wire):
    return cassette(
        (0, wire.play(), wire.played(HANDLE)),
        (1, wire.poll(HANDLE), wire.shows("Connected")),
        (2, create(wire), created(wire)),
        (3, wire.get_item(ITEM), wire.item("found")),
    )


def issued(answer, pattern):
    return re.search(pattern, answer.body)[1].decode()


def test_identifiers_differ_from_the_recorded_ones_and_come_back(recorded, wire):
    with Replayer([recorded], fresh_ids=True) as replayer:
        handle = issued(replayer.respond(wire.play(), 0.0), rb"<PlayOnPhoneResponse>([^<]+)<")
        item = issued(replayer.respond(create(wire), 0.0), rb'Id="([^"]+)"')
        key = issued(replayer.respond(create(wire), 0.0), rb'ChangeKey="([^"]+)"')
        assert handle != HANDLE and len(handle) == len(HANDLE)
        assert item != ITEM and key != "CQAAABYAAAD7"
        assert wire.state(replayer.respond(wire.poll(handle), 1.0)) == "Connected"
        assert replayer.respond(wire.get_item(item), 1.0).body == wire.item("found").body
        assert replayer.misses == []


def test_each_run_has_its_own(recorded, wire):
    seen = set()
    with Replayer([recorded], fresh_ids=True) as replayer:
        for _ in range(3):
            seen.add(issued(replayer.respond(wire.play(), 0.0), rb"<PlayOnPhoneResponse>([^<]+)<"))
            replayer.reset()
    assert len(seen) == 3


def test_an_identifier_that_is_wired_in_is_a_miss_that_says_so(recorded, wire):
    with Replayer([recorded], fresh_ids=True) as replayer:
        handle = issued(replayer.respond(wire.play(), 0.0), rb"<PlayOnPhoneResponse>([^<]+)<")
        assert replayer.respond(wire.poll(HANDLE), 0.0).header("x-ews-inspector") == "miss"
        (miss,) = replayer.misses
        assert miss.reason is Reason.WIRED_IN
        assert miss.first == (
            f'Body/m:GetCallInfo/m:CallId: recorded "{HANDLE}", which this run issued as "{handle}", '
            f'got "{HANDLE}"'
        )


def test_white_space_around_an_identifier_does_not_matter(cassette, wire):
    def spaced(handle):
        return wire.um(f"<GetCallInfo><CallId>\n  {handle}\n</CallId></GetCallInfo>")

    recorded = cassette((0, wire.play(), wire.played(HANDLE)), (1, spaced(HANDLE), wire.shows("Connected")))
    with Replayer([recorded], fresh_ids=True) as replayer:
        handle = issued(replayer.respond(wire.play(), 0.0), rb"<PlayOnPhoneResponse>([^<]+)<")
        assert wire.state(replayer.respond(spaced(handle), 1.0)) == "Connected"


def test_an_identifier_that_the_client_brought_along_stays(cassette, wire):
    recorded = cassette((0, wire.get_item(ITEM), created(wire)), (1, wire.get_item(ITEM), wire.item("b")))
    with Replayer([recorded], fresh_ids=True) as replayer:
        assert ITEM.encode() in replayer.respond(wire.get_item(ITEM), 0.0).body


def test_the_call_follows_its_timer_under_its_new_name(recorded, wire):
    with Replayer([recorded], fresh_ids=True) as replayer:
        handle = issued(replayer.respond(wire.play(), 0.0), rb"<PlayOnPhoneResponse>([^<]+)<")
        replayer.respond(wire.disconnect(handle), 2.0)
        assert wire.state(replayer.respond(wire.poll(handle), 33.999)) == "Disconnected"
        assert wire.state(replayer.respond(wire.poll(handle), 34.0)) == "InvalidCallIdException"


APP = "bd3ee5f6-0ee4-4dc4-9c9f-1f4a3b0b7d5e"


def manifest(app):
    text = (
        f'<OfficeApp xmlns="http://schemas.microsoft.com/office/appforoffice/1.0"><Id>{app}</Id></OfficeApp>'
    )
    return base64.b64encode(text.encode()).decode()


def apps(wire, *identifiers):
    manifests = "".join(f"<m:Manifest>{manifest(app)}</m:Manifest>" for app in identifiers)
    return wire.ews_answer(
        '<m:GetAppManifestsResponse ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>'
        f"<m:Manifests>{manifests}</m:Manifests></m:GetAppManifestsResponse>"
    )


def disable(wire, app):
    return wire.ews(
        f"<m:DisableApp><m:ID>{app}</m:ID><m:DisableReason>NoReason</m:DisableReason></m:DisableApp>"
    )


def test_the_identifier_of_an_app_changes_within_its_manifest_too(cassette, wire):
    done = wire.ews_answer('<m:DisableAppResponse ResponseClass="Success"/>')
    recorded = cassette((0, wire.ews("<m:GetAppManifests/>"), apps(wire, APP)), (1, disable(wire, APP), done))
    with Replayer([recorded], fresh_ids=True) as replayer:
        shown = issued(replayer.respond(wire.ews("<m:GetAppManifests/>"), 0.0), rb"Manifest>([^<]+)<")
        app = re.search(rb"<Id>(.+)</Id>", base64.b64decode(shown))[1].decode()
        assert app != APP and len(app) == len(APP)
        assert replayer.respond(disable(wire, app), 1.0).body == done.body
        assert replayer.respond(disable(wire, APP), 1.0).header("x-ews-inspector") == "miss"


def test_an_app_that_the_client_installed_keeps_the_identifier_of_its_manifest(cassette, wire):
    install = wire.ews(f"<m:InstallApp><m:Manifest>{manifest(APP)}</m:Manifest></m:InstallApp>")
    recorded = cassette(
        (0, install, wire.ews_answer('<m:InstallAppResponse ResponseClass="Success"/>')),
        (1, wire.ews("<m:GetAppManifests/>"), apps(wire, APP)),
    )
    with Replayer([recorded], fresh_ids=True) as replayer:
        assert replayer.respond(install, 0.0).header("x-ews-inspector") is None
        shown = replayer.respond(wire.ews("<m:GetAppManifests/>"), 0.0)
        assert manifest(APP).encode() in shown.body


def test_an_identifier_that_also_stands_elsewhere_is_refused(cassette, wire):
    recorded = cassette((0, create(wire), created(wire)), (1, wire.get_item("other"), wire.item(ITEM)))
    with pytest.raises(UsageError) as refused:
        Replayer([recorded], fresh_ids=True)
    assert ITEM in str(refused.value)
    assert "Subject in interaction 2" in str(refused.value)
