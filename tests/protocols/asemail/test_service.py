"""What a phone gets from the simulator: policies, folders, voice mail as it comes, and refusals."""

from __future__ import annotations

import pytest
from lxml import etree

from inspector.errors import InputError
from inspector.simulator import Scenario, Simulator, read_scenario
from inspector.simulator.scenario import scenario_from
from inspector.wire.binary_xml import root_of
from inspector.wire.http import HttpRequest
from tests.phone import SPACES, asked
from tests.simulator.phoning import POLICY, Phone, change, text, texts, with_voice_mail


@pytest.fixture
def phone() -> Phone:
    return Phone().provisioned()


# OPTIONS and the head of a request


@pytest.mark.parametrize(
    ("product", "versions"),
    [
        ("Exchange2007_SP1", "12.1"),
        ("Exchange2010", "12.1,14.0,14.1"),
        ("Exchange2013", "12.1,14.0,14.1"),
        ("Exchange2016", "12.1,14.0,14.1,16.0,16.1"),
    ],
)
def test_options_tells_what_the_product_speaks(product: str, versions: str) -> None:
    request = HttpRequest(method="OPTIONS", url="/Microsoft-Server-ActiveSync")
    answer = Simulator(version=product).respond(request, 0.0)
    assert answer.status == 200
    assert answer.header("MS-ASProtocolVersions") == versions
    assert "Provision" in (answer.header("MS-ASProtocolCommands") or "")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (HttpRequest(method="GET", url="/Microsoft-Server-ActiveSync"), 405),
        (asked("SmartReply"), 501),
        (asked("Nonsense"), 501),
        (asked("", query="DeviceId=1"), 400),
        (asked("Sync", query="Cmd=Sync"), 400),
        (asked("Sync", MS_ASProtocolVersion="17.0"), 400),
    ],
)
def test_requests_that_cannot_be_served_are_refused_by_http(request_: HttpRequest, status: int) -> None:
    assert Simulator().respond(request_, 0.0).status == status


def test_a_body_that_cannot_be_decoded_is_a_bad_request() -> None:
    request = asked("Sync")
    broken = HttpRequest(request.headers, b"\x03\x01\x6a\x00\x45", url=request.url)
    assert Simulator().respond(broken, 0.0).status == 400


# Provision


def test_a_phone_without_a_policy_is_told_to_provision() -> None:
    assert text(Phone().says("FolderSync"), "/f:FolderSync/f:Status") == "142"
    assert Phone(version="12.1").send("FolderSync").status == 449


def test_the_key_of_another_policy_is_refused(phone: Phone) -> None:
    phone.key = "1"
    assert text(phone.synced("0"), "/a:Sync/a:Status") == "144"


def test_the_device_tells_what_it_is_from_14_1_on() -> None:
    assert text(Phone().says("Provision", POLICY.format("", "")), "/p:Provision/p:Status") == "165"
    old = Phone(version="14.0").says("Provision", POLICY.format("", ""))
    assert text(old, "/p:Provision/p:Status") == "1"


def test_only_the_key_that_was_offered_is_acknowledged() -> None:
    wrong = POLICY.format("", "<PolicyKey>7</PolicyKey><Status>1</Status>")
    assert text(Phone().says("Provision", wrong), "//p:Policy/p:Status") == "5"


def test_policies_of_two_phones_are_apart(phone: Phone) -> None:
    other = Phone(phone.simulator, name="phone2").provisioned()
    assert other.key != phone.key
    asks = '<FolderSync xmlns="FolderHierarchy"><SyncKey>0</SyncKey></FolderSync>'
    assert [text(each.says("FolderSync", asks), "//f:Status") for each in (phone, other)] == ["1", "1"]


# FolderSync


def test_a_phone_learns_the_folders_once(phone: Phone) -> None:
    asks = '<FolderSync xmlns="FolderHierarchy"><SyncKey>{}</SyncKey></FolderSync>'
    first = phone.says("FolderSync", asks.format(0))
    key = text(first, "//f:SyncKey")
    inbox = "//f:Add[f:ServerId='3']"
    assert [text(first, f"{inbox}/f:{name}") for name in ("DisplayName", "Type", "ParentId")] == [
        "Inbox",
        "2",
        "0",
    ]
    again = phone.says("FolderSync", asks.format(key))
    assert (text(again, "//f:SyncKey"), text(again, "//f:Count")) == (key, "0")
    assert text(phone.says("FolderSync", asks.format(99)), "//f:Status") == "9"


# Sync


def test_the_first_round_gives_a_key_and_the_second_the_mail(phone: Phone) -> None:
    first = phone.synced("0")
    assert texts(first, "//a:ServerId") == []
    second = phone.synced(text(first, "//a:SyncKey"))
    assert texts(second, "//a:Commands/a:Add/a:ServerId") == ["3:1001"]
    assert text(second, "//e2:UmCallerID") == "+14255550123"
    assert text(second, "//e:MessageClass") == "IPM.Note.Microsoft.Voicemail.UM.CA"
    assert texts(second, "//b:Attachment/e2:*") == ["1", "12"]


def test_nothing_new_is_an_empty_answer(phone: Phone) -> None:
    key = text(phone.synced(text(phone.synced("0"), "//a:SyncKey")), "//a:SyncKey")
    answer = phone.sync(key)
    assert (answer.status, answer.body, answer.media_type) == (200, b"", "")


def test_an_answer_that_was_lost_can_be_asked_for_again(phone: Phone) -> None:
    key = text(phone.synced("0"), "//a:SyncKey")
    lost = texts(phone.synced(key), "//a:ServerId")
    again = phone.synced(key)
    assert texts(again, "//a:ServerId") == lost
    assert phone.sync(text(again, "//a:SyncKey")).body == b""


def test_a_key_that_is_not_good_begins_anew(phone: Phone) -> None:
    assert text(phone.synced("77"), "//a:Status") == "3"
    assert text(phone.synced("0", folder="999"), "//a:Status") == "12"


def test_voice_mail_comes_when_its_time_has_come() -> None:
    phone = with_voice_mail(
        {"from": "+44 20 7123 4567", "at": 30, "duration": 3},
        {"at": 60, "class": "IPM.Note.RPMSG.Microsoft.Voicemail"},
        {"from": "sip:anna@example.com", "at": 90, "class": "IPM.Note.Microsoft.Missed.Voice"},
    )
    key = text(phone.synced(text(phone.synced("0"), "//a:SyncKey")), "//a:SyncKey")
    phone.at = 29.9
    assert phone.sync(key).body == b""
    phone.at = 60.0
    root = phone.synced(key)
    assert texts(root, "//e2:UmCallerID") == ["+442071234567"]
    assert texts(root, "//e:DateReceived") == ["2026-01-05T08:00:30.000Z", "2026-01-05T08:01:00.000Z"]
    assert texts(root, "//e2:UmAttDuration") == ["3", "12"]
    phone.at = 90.0
    root = phone.synced(text(root, "//a:SyncKey"))
    assert texts(root, "//e2:UmCallerID") == ["sip:anna@example.com"]
    assert root.find(".//{AirSyncBase}Attachments") is None


def test_before_version_14_nothing_of_email2_is_sent() -> None:
    phone = Phone(version="12.1")
    phone.key = Phone(phone.simulator).provisioned().key
    root = phone.synced(text(phone.synced("0"), "//a:SyncKey"))
    assert text(root, "//e:MessageClass") == "IPM.Note.Microsoft.Voicemail.UM.CA"
    assert list(root.iter("{Email2}*")) == []


def test_what_a_phone_may_change_is_changed_and_not_sent_back(phone: Phone) -> None:
    key = text(phone.synced(text(phone.synced("0"), "//a:SyncKey")), "//a:SyncKey")
    part = (
        "<e:Read>1</e:Read><e:Flag><e:Status>2</e:Status></e:Flag>"
        "<e:Categories><e:Category>Calls</e:Category></e:Categories>"
    )
    key = text(phone.synced(key, change(part)), "//a:SyncKey")
    assert phone.sync(key).body == b""
    other = Phone(phone.simulator, name="phone2").provisioned()
    root = other.synced(text(other.synced("0"), "//a:SyncKey"))
    assert [text(root, path) for path in ("//e:Read", "//e:Flag/e:Status", "//e:Category")] == [
        "1",
        "2",
        "Calls",
    ]


def test_a_message_that_is_deleted_goes_to_deleted_items_and_then_for_good(phone: Phone) -> None:
    key = text(phone.synced(text(phone.synced("0"), "//a:SyncKey")), "//a:SyncKey")
    gone = "<Commands><Delete><ServerId>{}</ServerId></Delete></Commands>"
    key = text(phone.synced(key, gone.format("3:1001")), "//a:SyncKey")
    assert phone.sync(key).body == b""
    trash = phone.synced(text(phone.synced("0", folder="6"), "//a:SyncKey"), folder="6")
    (server_id,) = texts(trash, "//a:Add/a:ServerId")
    phone.synced(text(trash, "//a:SyncKey"), gone.format(server_id), folder="6")
    assert phone.simulator.default_mailbox.items == {}


def test_a_window_bounds_an_answer() -> None:
    phone = with_voice_mail({"at": 0}, {"at": 0}, {"at": 0})
    window = "<WindowSize>3</WindowSize>"
    root = phone.synced(text(phone.synced("0"), "//a:SyncKey"), window)
    assert len(texts(root, "//a:Add/a:ServerId")) == 3
    assert root.find(".//{AirSync}MoreAvailable") is not None
    root = phone.synced(text(root, "//a:SyncKey"), window)
    assert len(texts(root, "//a:Add/a:ServerId")) == 1
    assert root.find(".//{AirSync}MoreAvailable") is None


def test_a_filter_leaves_old_mail_out(phone: Phone) -> None:
    phone.at = 2 * 86400.0
    root = phone.sync(text(phone.synced("0"), "//a:SyncKey"), "<Options><FilterType>1</FilterType></Options>")
    assert root.body == b""


def test_a_body_is_cut_where_the_phone_wants() -> None:
    phone = Phone().provisioned()
    options = (
        "<Options><b:BodyPreference><b:Type>1</b:Type><b:TruncationSize>12</b:TruncationSize>"
        "</b:BodyPreference></Options>"
    )
    root = phone.synced(text(phone.synced("0"), "//a:SyncKey"), options)
    assert [text(root, f"//b:Body/b:{name}") for name in ("Truncated", "Data")] == ["1", "You received"]


# The other commands


def test_an_item_and_its_recording_are_fetched(phone: Phone) -> None:
    def fetched(inside: str) -> etree._Element:
        spaces = SPACES.replace('xmlns="AirSync"', 'xmlns="ItemOperations" xmlns:a="AirSync"')
        return phone.says(
            "ItemOperations",
            f"<ItemOperations {spaces}><Fetch><Store>Mailbox</Store>{inside}</Fetch></ItemOperations>",
        )

    root = fetched("<a:CollectionId>3</a:CollectionId><a:ServerId>3:1001</a:ServerId>")
    assert text(root, "//i:Properties/e2:UmCallerID") == "+14255550123"
    reference = text(root, "//b:FileReference")
    sound = fetched(f"<b:FileReference>{reference}</b:FileReference>")
    assert text(sound, "//i:Properties/b:ContentType") == "audio/wav"
    assert text(sound, "//i:Properties/i:Data").startswith("UklGR")
    assert text(fetched("<a:ServerId>3:7</a:ServerId>"), "//i:Fetch/i:Status") == "6"
    assert text(fetched("<b:FileReference>3:1001:9</b:FileReference>"), "//i:Fetch/i:Status") == "15"


def test_a_search_finds_a_voice_message_by_its_words(phone: Phone) -> None:
    def found(words: str) -> etree._Element:
        return phone.says(
            "Search",
            '<Search xmlns="Search" xmlns:a="AirSync"><Store><Name>Mailbox</Name><Query><And>'
            f"<a:Class>Email</a:Class><a:CollectionId>3</a:CollectionId><FreeText>{words}</FreeText></And>"
            "</Query></Store></Search>",
        )

    assert text(found("voice 0123"), "//s:Properties/e2:UmCallerID") == "+14255550123"
    assert text(found("nothing"), "//s:Total") == ""


def test_a_ping_waits_for_its_interval_or_for_news() -> None:
    phone = with_voice_mail({"at": 10})
    key = text(phone.synced(text(phone.synced("0"), "//a:SyncKey")), "//a:SyncKey")
    ping = (
        '<Ping xmlns="Ping"><HeartbeatInterval>120</HeartbeatInterval><Folders><Folder><Id>3</Id>'
        "<Class>Email</Class></Folder></Folders></Ping>"
    )
    quiet = phone.send("Ping", ping)
    assert quiet.delay == 120.0
    phone.at = 10.0
    news = phone.send("Ping")
    assert news.delay == 0.0
    root = root_of(news)
    assert root is not None
    assert (text(root, "//g:Status"), text(root, "//g:Folder")) == ("2", "3")
    estimate = phone.says(
        "GetItemEstimate",
        '<GetItemEstimate xmlns="GetItemEstimate" xmlns:a="AirSync"><Collections><Collection>'
        f"<a:SyncKey>{key}</a:SyncKey><CollectionId>3</CollectionId></Collection></Collections>"
        "</GetItemEstimate>",
    )
    assert text(estimate, "//n:Estimate") == "1"


def test_settings_tell_the_users_address(phone: Phone) -> None:
    asks = '<Settings xmlns="Settings"><UserInformation><Get/></UserInformation></Settings>'
    root = phone.says("Settings", asks)
    assert text(root, "//set:SMTPAddress") == phone.simulator.default_mailbox.address


# Scenarios


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ('[[voicemail]]\nfrom = "Anna"', "neither a telephone number nor a SIP link"),
        ('[[voicemail]]\nclass = "IPM.Note"', "it may be IPM.Note.Microsoft.Voicemail"),
        ("[[voicemail]]\nduration = 0", "from 1 to 1200"),
        ('[[voicemail]]\nto = "b@x"\n[[mailboxes]]\naddress = "a@x"', "none of the mailboxes"),
    ],
)
def test_a_voice_mail_that_cannot_be_is_explained(tmp_path, lines: str, complaint: str) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(lines)
    with pytest.raises(InputError, match=complaint):
        read_scenario(file)


def test_voice_mail_that_was_delivered_is_not_delivered_again_by_a_store(tmp_path) -> None:
    scenario: Scenario = scenario_from({"voicemail": [{"at": 5}]})
    for _ in range(2):
        simulator = Simulator(scenario, store=tmp_path / "store.sqlite")
        simulator.respond(asked("Sync"), 9.0)
        assert len(simulator.default_mailbox.items) == 2
        simulator.close()
