"""What a server does by MS-OXWUMS section 3.1.4 and its product notes; tests are named after sections."""

import base64

import pytest

from inspector.protocols import oxwums
from inspector.protocols.oxwums.call_plan import CallPlan, Ending, VoiceAccess
from inspector.protocols.oxwums.call_plan import LineAnswer as Line
from inspector.protocols.oxwums.telephone import UmProperties
from inspector.simulator import CallRule, Scenario
from inspector.simulator.scenario import MailboxSpec
from tests.simulator.asking import EWS, UM, Asking
from tests.simulator.calling import call_of, faulted, greet, info, information, place, place_on_ews

DIALING = "Dialing restrictions are preventing the phone number that was entered from being dialed."


@pytest.fixture
def asking() -> Asking:
    return Asking()


NO_CALL = ("InvalidCallIdException", "The call identifier isn't valid.", "InvalidCallIdException")


# -- 2.2.2.1 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [UM, EWS])
def test_2_2_2_1_malformed_xml_gets_the_fault_for_invalid_requests(asking: Asking, path: str) -> None:
    answer = asking.raw(path, b"<soap:Envelope><soap:Body><PlayOnPhone></soap:Body>")
    assert answer.status == 500
    assert answer.fault is not None
    assert (answer.fault.code, answer.fault.text) == ("ErrorInvalidRequest", "The request is invalid.")
    assert answer.fault.detail == (
        ("ResponseCode", "ErrorInvalidRequest"),
        ("Message", "The request is invalid."),
    )


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (UM, "<m:SetOofStatus/>"),
        (UM, "<m:SetOofStatus><m:status>perhaps</m:status></m:SetOofStatus>"),
        (UM, "<m:GetUMProperties><m:all/></m:GetUMProperties>"),
        (UM, "<m:PlayOnPhoneGreeting><m:GreetingType>Loud</m:GreetingType></m:PlayOnPhoneGreeting>"),
        (EWS, "<m:PlayOnPhone><m:DialString>1</m:DialString></m:PlayOnPhone>"),
        (EWS, "<m:DisconnectPhoneCall/>"),
        (EWS, "<m:GetPhoneCallInformation><m:PhoneCallId/></m:GetPhoneCallInformation>"),
    ],
)
def test_2_2_2_1_well_formed_xml_that_is_not_valid_fails_schema_validation(path: str, body: str) -> None:
    with_schemas, without = Asking(), Asking(validator=None)
    for asking in (with_schemas, without):
        answer = asking.ask(path, body)
        assert answer.fault is not None
        assert answer.fault.detail_text("ResponseCode") == "ErrorSchemaValidation"
        assert answer.fault.detail_text("Message") == "The request failed schema validation."


# -- 3.1.1.1, 3.1.2, 3.1.5 -------------------------------------------------------------------------------


def test_3_1_1_1_a_call_is_connecting_until_it_is_answered_and_connected_until_it_is_hung_up(
    asking: Asking,
) -> None:
    call = call_of(place(asking))
    assert info(asking, call, 0) == "Connecting/None"
    assert info(asking, call, 2.999) == "Connecting/None"
    assert info(asking, call, 3) == "Connected/None"
    assert info(asking, call, 62.999) == "Connected/None"
    assert info(asking, call, 63) == "Disconnected/None"


def test_3_1_2_call_timeout_ends_32_seconds_after_disconnected_was_entered_on_the_um_endpoint(
    asking: Asking,
) -> None:
    call = call_of(place(asking))
    assert asking.um(f"<m:Disconnect><m:CallId>{call}</m:CallId></m:Disconnect>", 5).status == 200
    assert info(asking, call, 36.999) == "Disconnected/None"
    assert info(asking, call, 37) == "InvalidCallIdException"


def test_3_1_2_call_timeout_ends_32_seconds_after_disconnected_was_entered_on_the_ews_endpoint(
    asking: Asking,
) -> None:
    call = place_on_ews(asking).text("m:PhoneCallId/@Id")
    asking.ews(f'<m:DisconnectPhoneCall><m:PhoneCallId Id="{call}"/></m:DisconnectPhoneCall>', 5)
    assert information(asking, call, 36.999) == "Disconnected/None"
    assert information(asking, call, 37) == "ErrorInvalidPhoneCallId"


@pytest.mark.parametrize(
    ("plan", "seen"),
    [
        (CallPlan(ring=2, answer=Line.BUSY), {1: "Connecting/None", 2: "Disconnected/UserBusy"}),
        (CallPlan(ring=2, answer=Line.NO), {1: "Connecting/None", 2: "Disconnected/None"}),
        (CallPlan(ring=2, talk=5, ending=Ending.SYSTEM), {6: "Connected/None", 7: "InvalidCallIdException"}),
        (CallPlan(ring=2, ending=Ending.NEVER), {99999: "Connected/None"}),
        (
            CallPlan(ring=2, voice_access=VoiceAccess(after=3, ring=4)),
            {4: "Connected/None", 5: "Connecting/None", 9: "InvalidCallIdException"},
        ),
        (
            CallPlan(ring=2, talk=6, voice_access=VoiceAccess(after=3, ring=4, transfer=False)),
            {5: "Connecting/None", 9: "Connected/None", 15: "Disconnected/None"},
        ),
    ],
    ids=["busy", "no answer", "the system ends it", "never ends", "transferred", "connected again"],
)
def test_3_1_1_1_a_call_follows_its_scenario(plan: CallPlan, seen: dict[int, str]) -> None:
    asking = Asking(scenario=Scenario(calls=(CallRule("*", plan),)))
    call = call_of(place(asking))
    assert {at: info(asking, call, at) for at in seen} == seen


def test_3_1_2_each_call_has_a_timer_of_its_own(asking: Asking) -> None:
    first, second = call_of(place(asking)), call_of(place(asking, at=10))
    asking.um(f"<m:Disconnect><m:CallId>{first}</m:CallId></m:Disconnect>", 11)
    assert info(asking, first, 43) == "InvalidCallIdException"
    assert info(asking, second, 43) == "Connected/None"


# -- 3.1.4.1 and 3.1.4.2 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("call", ["<m:CallId>nobody</m:CallId>", "<m:CallId/>", ""])
def test_3_1_4_1_disconnect_of_a_call_that_is_not_there_is_a_fault(asking: Asking, call: str) -> None:
    assert faulted(asking.um(f"<m:Disconnect>{call}</m:Disconnect>")) == NO_CALL


def test_3_1_4_1_a_call_can_be_disconnected_twice_while_it_has_an_identifier(asking: Asking) -> None:
    call = call_of(place(asking))
    request = f"<m:Disconnect><m:CallId>{call}</m:CallId></m:Disconnect>"
    assert asking.um(request, 1).all("/*//m:DisconnectResponse")
    assert asking.um(request, 20).status == 200
    assert info(asking, call, 33) == "InvalidCallIdException", "the second one must not restart the timer"
    assert faulted(asking.um(request, 33)) == NO_CALL


def test_3_1_4_2_1_2_disconnect_phone_call_reports_an_invalid_identifier_in_the_response(
    asking: Asking,
) -> None:
    answer = asking.ews('<m:DisconnectPhoneCall><m:PhoneCallId Id="nobody"/></m:DisconnectPhoneCall>')
    assert answer.status == 200
    assert answer.payload.get("ResponseClass") == "Error"
    assert answer.code == "ErrorInvalidPhoneCallId"
    assert answer.text("m:MessageText") == "The phone call ID isn't valid."
    assert answer.text("m:DescriptiveLinkKey") == "0"


def test_3_1_4_2_1_2_a_success_has_the_response_class_and_the_server_version(asking: Asking) -> None:
    call = place_on_ews(asking).text("m:PhoneCallId/@Id")
    answer = asking.ews(f'<m:DisconnectPhoneCall><m:PhoneCallId Id="{call}"/></m:DisconnectPhoneCall>')
    assert (answer.payload.get("ResponseClass"), answer.code) == ("Success", "NoError")
    version = answer.envelope.header("ServerVersionInfo")
    assert version is not None
    assert (version.get("MajorVersion"), version.get("Version")) == ("15", "Exchange2016")


# -- 3.1.4.3 and 3.1.4.4 ---------------------------------------------------------------------------------


def test_3_1_4_3_get_call_info_of_a_call_that_is_not_there_is_a_fault(asking: Asking) -> None:
    assert faulted(asking.um("<m:GetCallInfo><m:CallId>nobody</m:CallId></m:GetCallInfo>")) == NO_CALL


def test_3_2_4_the_identifier_of_one_endpoint_is_none_on_the_other(asking: Asking) -> None:
    assert information(asking, call_of(place(asking)), 1) == "ErrorInvalidPhoneCallId"
    assert info(asking, place_on_ews(asking).text("m:PhoneCallId/@Id"), 1) == "InvalidCallIdException"


# -- 3.1.4.5 and the operations that set properties ------------------------------------------------------


def properties(asking: Asking) -> dict[str, str]:
    answer = asking.um("<m:GetUMProperties/>")
    return {
        item.tag.rpartition("}")[2]: item.text or "" for item in answer.all("m:GetUMPropertiesResponse/*")
    }


def test_3_1_4_5_2_2_and_3_1_4_5_3_1_properties_that_must_be_present_are_present(asking: Asking) -> None:
    shown = properties(asking)
    assert shown["OofStatus"] == "false"
    assert shown["MissedCallNotificationEnabled"] == "true"
    assert shown["PlayOnPhoneDialString"] == ""
    assert len(base64.b64decode(shown["TelephoneAccessFolderEmail"], validate=True)) == 46
    assert "TelephoneAccessNumbers" not in shown, "no access number is set"


def test_3_1_4_5_3_1_telephone_access_numbers_are_shown_if_they_are_set() -> None:
    um = UmProperties(access_numbers="+14255550198,+14255550199")
    asking = Asking(scenario=Scenario((MailboxSpec("anna@example.com", um=um),)))
    assert properties(asking)["TelephoneAccessNumbers"] == "+14255550198,+14255550199"


@pytest.mark.parametrize(
    ("request_", "name", "value"),
    [
        ("<m:SetOofStatus><m:status>true</m:status></m:SetOofStatus>", "OofStatus", "true"),
        (
            "<m:SetMissedCallNotificationEnabled><m:status>0</m:status></m:SetMissedCallNotificationEnabled>",
            "MissedCallNotificationEnabled",
            "false",
        ),
        (
            "<m:SetPlayOnPhoneDialString><m:dialString>+1 425 555 0100</m:dialString>"
            "</m:SetPlayOnPhoneDialString>",
            "PlayOnPhoneDialString",
            "+1 425 555 0100",
        ),
    ],
    ids=["3_1_4_12_2_1", "3_1_4_11", "3_1_4_13"],
)
def test_3_1_4_and_3_1_4_5_3_1_what_is_set_is_shown(
    asking: Asking, request_: str, name: str, value: str
) -> None:
    answer = asking.um(request_)
    assert answer.status == 200
    assert len(answer.payload) == 0
    assert properties(asking)[name] == value


def test_3_1_4_and_3_1_4_5_3_1_and_3_1_4_14_the_folder_that_is_read_over_the_telephone_is_kept(
    asking: Asking,
) -> None:
    mailbox = asking.simulator.default_mailbox
    drafts = mailbox.folder_entry("drafts")
    name = "m:SetTelephoneAccessFolderEmail"
    form = f"<{name}><m:base64FolderId>{{}}</m:base64FolderId></{name}>"
    assert asking.um(form.format(drafts)).status == 200
    assert properties(asking)["TelephoneAccessFolderEmail"] == drafts
    for wrong in ("not base64!", base64.b64encode(b"x" * 46).decode(), asking.voice_mail):
        assert faulted(asking.um(form.format(wrong)))[0] == "ErrorFolderNotFound"
    assert properties(asking)["TelephoneAccessFolderEmail"] == drafts


def test_3_1_4_14_2_1_find_folder_and_convert_id_lead_to_the_entry_id_of_a_folder(asking: Asking) -> None:
    found = asking.ews(
        '<m:FindFolder Traversal="Shallow"><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>'
        '<m:ParentFolderIds><t:DistinguishedFolderId Id="msgfolderroot"/></m:ParentFolderIds></m:FindFolder>'
    ).texts(".//t:FolderId/@Id")
    which = f'<t:AlternateId Format="EwsId" Id="{found[0]}" Mailbox="user@example.com"/>'
    entry = asking.ews(
        f'<m:ConvertId DestinationFormat="EntryId"><m:SourceIds>{which}</m:SourceIds></m:ConvertId>'
    ).text(".//m:AlternateId/@Id")
    name = "m:SetTelephoneAccessFolderEmail"
    assert asking.um(f"<{name}><m:base64FolderId>{entry}</m:base64FolderId></{name}>").status == 200
    assert properties(asking)["TelephoneAccessFolderEmail"] == entry


def test_3_1_4_and_3_1_4_5_3_1_and_3_1_4_13_the_default_number_is_dialled_if_none_is_given(
    asking: Asking,
) -> None:
    request = f"<m:PlayOnPhone><m:entryId>{asking.voice_mail}</m:entryId></m:PlayOnPhone>"
    assert faulted(asking.um(request))[0] == "DialingRulesException"
    asking.um("<m:SetPlayOnPhoneDialString><m:dialString>12345</m:dialString></m:SetPlayOnPhoneDialString>")
    assert info(asking, call_of(asking.um(request)), 0) == "Connecting/None"


def test_3_1_4_and_3_1_4_6_2_2_is_um_enabled_tells_whether_the_mailbox_is() -> None:
    specs = (MailboxSpec("anna@example.com"), MailboxSpec("ben@example.com", um=UmProperties(enabled=False)))
    for user, enabled in (("anna@example.com", "true"), ("ben@example.com", "false")):
        asking = Asking(scenario=Scenario(specs), user=user)
        assert asking.um("<m:IsUMEnabled/>").text("m:IsUMEnabledResponse") == enabled


def test_1_5_a_mailbox_without_unified_messaging_is_refused_on_both_endpoints() -> None:
    asking = Asking(scenario=Scenario((MailboxSpec("ben@example.com", um=UmProperties(enabled=False)),)))
    assert faulted(place(asking))[0] == "UserNotUmEnabledException"
    assert place_on_ews(asking).code == "ErrorUserNotUnifiedMessagingEnabled"


# -- 3.1.4.7, 3.1.4.8 and 3.1.4.9 ------------------------------------------------------------------------


def test_3_1_4_7_1_2_and_3_1_4_7_2_4_a_success_has_a_phone_call_id_of_at_most_512_characters(
    asking: Asking,
) -> None:
    answer = place_on_ews(asking)
    assert (answer.payload.get("ResponseClass"), answer.code) == ("Success", "NoError")
    assert 0 < len(answer.text("m:PhoneCallId/@Id")) <= 512


def test_3_1_4_7_play_on_phone_2_is_also_taken_on_the_endpoint_that_its_section_names(asking: Asking) -> None:
    item = asking.voice_mail_item
    body = f'<m:PlayOnPhone><m:ItemId Id="{item}"/><m:DialString>1</m:DialString></m:PlayOnPhone>'
    call = asking.um(body).text("m:PhoneCallId/@Id")
    assert information(asking, call, 0) == "Connecting/None"


@pytest.mark.parametrize("item", ["no-item", "", "AAMkAGI="])
def test_3_1_4_7_1_2_and_3_1_4_7_2_4_an_invalid_item_identifier_is_malformed(
    asking: Asking, item: str
) -> None:
    body = f'<m:PlayOnPhone><m:ItemId Id="{item}"/><m:DialString>1</m:DialString></m:PlayOnPhone>'
    answer = asking.ews(body)
    assert answer.payload.get("ResponseClass") == "Error"
    assert [(str(child.tag).rpartition("}")[2], child.text) for child in answer.payload] == [
        ("MessageText", "Id is malformed."),
        ("ResponseCode", "ErrorInvalidIdMalformed"),
        ("DescriptiveLinkKey", "0"),
    ]


@pytest.mark.parametrize("number", ["", "not a number", "tel:", "+", "1;drop table", "0900 555"])
def test_3_1_4_7_1_2_and_3_1_4_8_and_3_1_4_9_a_number_that_cannot_be_dialled_is_refused(number: str) -> None:
    barred = CallRule("0900*", CallPlan(answer=Line.BARRED))
    asking = Asking(scenario=Scenario(calls=(barred,)))
    answer = place_on_ews(asking, number)
    assert answer.code == "ErrorPhoneNumberNotDialable"
    assert answer.text("m:MessageText") == DIALING
    assert answer.all("m:PhoneCallId") == []
    assert faulted(place(asking, number)) == ("DialingRulesException", DIALING, "DialingRulesException")
    assert faulted(greet(asking, number)) == ("DialingRulesException", DIALING, "DialingRulesException")


@pytest.mark.parametrize(
    "number",
    ["12345", "+14255550100", "tel:+1-425-555-0100", "(425) 555.0100", "0100;phone-context=+1425555"],
)
def test_3_1_4_8_2_1_numbers_of_rfc_3966_and_local_ones_are_dialled(asking: Asking, number: str) -> None:
    assert info(asking, call_of(place(asking, number)), 0) == "Connecting/None"


@pytest.mark.parametrize("entry", ["INVALID_ENTRY_ID", "AAAA", base64.b64encode(b"x" * 70).decode()])
def test_3_1_4_8_an_invalid_item_identifier_is_a_fault(asking: Asking, entry: str) -> None:
    assert faulted(place(asking, entry=entry)) == (
        "InvalidObjectIdException",
        "The object identifier isn't valid.",
        "InvalidObjectIdException",
    )


def test_3_1_4_8_the_identifier_of_an_item_that_was_deleted_is_no_longer_valid(asking: Asking) -> None:
    entry, item = asking.voice_mail, asking.voice_mail_item
    asking.ews(
        f'<m:DeleteItem DeleteType="HardDelete"><m:ItemIds><t:ItemId Id="{item}"/></m:ItemIds></m:DeleteItem>'
    )
    assert faulted(place(asking, entry=entry))[0] == "InvalidObjectIdException"
    assert place_on_ews(asking, item=item).code == "ErrorInvalidIdMalformed"


def test_3_1_4_8_2_1_any_message_can_be_played_by_the_entry_id_that_get_item_shows(asking: Asking) -> None:
    more = '<t:AdditionalProperties><t:FieldURI FieldURI="item:StoreEntryId"/></t:AdditionalProperties>'
    entry = asking.get(asking.draft(), base="IdOnly", more=more).text(".//t:StoreEntryId")
    assert info(asking, call_of(place(asking, entry=entry)), 0) == "Connecting/None"


@pytest.mark.parametrize("kind", ["NormalCustom", "OofCustom"])
def test_3_1_4_and_3_1_4_9_2_2_and_3_1_4_9_3_1_a_greeting_is_played_in_a_call_like_any_other(
    asking: Asking, kind: str
) -> None:
    answer = greet(asking, kind=kind)
    call = answer.text("/*//m:PlayOnPhoneGreetingResponse/m:PlayOnPhoneGreetingResponse")
    assert info(asking, call, 3) == "Connected/None"
    asking.um(f"<m:Disconnect><m:CallId>{call}</m:CallId></m:Disconnect>", 4)
    assert info(asking, call, 4) == "Disconnected/None"


def test_3_1_4_9_3_1_there_are_no_other_greetings(asking: Asking) -> None:
    answer = greet(asking, kind="Birthday")
    assert answer.fault is not None
    assert answer.fault.detail_text("ResponseCode") == "ErrorSchemaValidation"


def test_3_1_4_8_2_2_the_identifier_of_the_call_is_inside_the_inner_response(asking: Asking) -> None:
    call = place(asking).text("/*//m:PlayOnPhoneResponse/m:PlayOnPhoneResponse")
    assert info(asking, call, 0) == "Connecting/None"


def test_3_1_4_8_2_1_find_item_shows_the_entry_id_that_can_be_played(asking: Asking) -> None:
    field = '<t:FieldURI FieldURI="item:StoreEntryId"/>'
    entry = asking.ews(
        '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>'
        f"<t:AdditionalProperties>{field}</t:AdditionalProperties></m:ItemShape><m:ParentFolderIds>"
        '<t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>'
    ).text(".//t:StoreEntryId")
    assert entry == asking.voice_mail
    assert info(asking, call_of(place(asking, entry=entry)), 0) == "Connecting/None"


# -- 3.1.4.10 --------------------------------------------------------------------------------------------


def test_3_1_4_and_3_1_4_10_reset_pin_makes_a_new_password_and_8_note_23_mails_it(asking: Asking) -> None:
    assert asking.um("<m:ResetPIN/>", 60).status == 200
    first = asking.simulator.default_account.state_of(oxwums.DOCUMENT).um.pin
    assert len(first) == 6
    assert asking.subjects("inbox")[0] == "Your Unified Messaging PIN was reset"
    newest = asking.find("inbox").all(".//t:ItemId")[0]
    mail = asking.get(f'<t:ItemId Id="{newest.get("Id")}"/>')
    assert first in mail.text(".//t:Body")
    assert mail.text(".//t:IsRead") == "false"
    assert mail.text(".//t:DateTimeReceived") == "2026-01-05T08:01:00Z"
    asking.um("<m:ResetPIN/>", 61)
    assert asking.simulator.default_account.state_of(oxwums.DOCUMENT).um.pin != first


# -- Product notes ---------------------------------------------------------------------------------------

OLD = "Exchange2007_SP1"


def test_8_notes_4_to_10_exchange_2007_has_its_own_words_for_an_invalid_call() -> None:
    asking = Asking(version=OLD)
    for body in (
        "<m:Disconnect><m:CallId>x</m:CallId></m:Disconnect>",
        "<m:GetCallInfo><m:CallId>x</m:CallId></m:GetCallInfo>",
    ):
        assert faulted(asking.um(body))[:2] == (
            "Server",
            "The caller ID is not valid. ---> The caller ID is not valid. ---> "
            "Invalid character in a Base-64 string.",
        )


def test_8_notes_14_to_22_exchange_2007_has_its_own_words_for_items_and_numbers() -> None:
    asking = Asking(version=OLD)
    assert faulted(place(asking, entry="x"))[:2] == (
        "Server",
        "The object identifier is not valid. ---> The object identifier is not valid. ---> "
        "Invalid character in a Base-64 string.",
    )
    text = "The telephone number cannot be dialed as specified. Check the outbound dialing configuration."
    assert faulted(place(asking, "x"))[:2] == ("Server", f"{text} ---> {text}")


@pytest.mark.parametrize(
    "body",
    [
        '<m:DisconnectPhoneCall><m:PhoneCallId Id="x"/></m:DisconnectPhoneCall>',
        '<m:GetPhoneCallInformation><m:PhoneCallId Id="x"/></m:GetPhoneCallInformation>',
        '<m:PlayOnPhone><m:ItemId Id="x"/><m:DialString>1</m:DialString></m:PlayOnPhone>',
    ],
)
def test_8_notes_1_2_3_7_11_13_exchange_2007_lacks_the_operations_of_the_ews_endpoint(body: str) -> None:
    answer = Asking(version=OLD).ews(body)
    assert answer.fault is not None
    assert answer.fault.detail_text("ResponseCode") == "ErrorInvalidRequest"
    assert Asking(version="Exchange2010").ews(body).fault is None
