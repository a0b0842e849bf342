"""The rules judge the simulator, and the simulator the rules: each wrong turn of a server must be caught.

A mutant is the simulator with one behaviour switched wrong on purpose. It is led through the same tour as the
right one (see tour.py), and schema or rules must have something against its answers that they do not have
against the right one's.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from itertools import count

import pytest
from lxml import etree

from inspector.protocols import DOCUMENTS
from inspector.protocols.asemail import email
from inspector.protocols.asemail.voice_mail import VoiceMail
from inspector.protocols.common.answers import M, T, operation_fault
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.namespaces import MESSAGES, TYPES
from inspector.protocols.oxwscore import attachments, item_kinds, items
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscos.im_list import GroupType, ImList
from inspector.protocols.oxwsmsg.arrival import drafted
from inspector.protocols.oxwums import server_faults as um_failures
from inspector.protocols.oxwums import service as oxwums
from inspector.protocols.oxwums.calls import Call, CallState, CallStatus, Cause
from inspector.protocols.oxwums.telephone import Telephone
from inspector.simulator import MailboxSpec, Scenario
from inspector.simulator import simulator as simulating
from tests.simulator.asking import Asking
from tests.simulator.tour import tour

Patch = pytest.MonkeyPatch
Mutation = Callable[[Patch], None]
Change = Callable[[etree._Element], object]
MUTANTS: dict[str, Mutation] = {}

ANNA = "anna@example.com"
NOTED = Scenario((MailboxSpec(ANNA),), voice_mail=(VoiceMail(ANNA, "+44 20 7123 4567", notes="x" * 20_000),))

SERVICES = {
    name: each.server.service for each in reversed(DOCUMENTS) if each.server for name in each.server.service
}


def mutant(mutation: Mutation) -> Mutation:
    """Registers a wrong turn under its name."""
    MUTANTS[mutation.__name__] = mutation
    return mutation


def changed(patch: Patch, operation: str, change: Change, *, errors: bool = False) -> None:
    """Lets a change loose on the answers of an operation: the successes, or the errors."""
    table = SERVICES[operation]
    right = table[operation]

    def wrong(payload: etree._Element, store: object, at: float) -> etree._Element:
        answer = right(payload, store, at)
        if (answer.get("ResponseClass") == "Error") == errors:
            change(answer)
        return answer

    patch.setitem(table, operation, wrong)


def never_done(patch: Patch, operation: str, answer: Callable[[], etree._Element]) -> None:
    """Answers as if an operation had been carried out."""
    patch.setitem(SERVICES[operation], operation, lambda payload, store, at: answer())


def first(element: etree._Element, name: str) -> etree._Element:
    return next(element.iter(f"{{*}}{name}"))


def drop(name: str) -> Change:
    def change(answer: etree._Element) -> None:
        for element in list(answer.iter(f"{{*}}{name}")):
            parent = element.getparent()
            if parent is not None and element is not answer:
                parent.remove(element)

    return change


def text(name: str, value: str) -> Change:
    def change(answer: etree._Element) -> None:
        for element in answer.iter(f"{{*}}{name}"):
            if len(element) == 0:
                element.text = value

    return change


# -- MS-OXWUMS: calls ------------------------------------------------------------------------------------


@mutant
def a_call_is_remembered_for_33_seconds(patch: Patch) -> None:
    right = Call.status

    def late(call: Call, now: float) -> CallStatus:
        status = right(call, now)
        gone = status.state is CallState.IDLE and now < status.since + 1 and now > call.began
        return status._replace(state=CallState.DISCONNECTED) if gone else status

    live = oxwums._live_call

    def wrong(mailbox, endpoint, handle, at):
        call = mailbox.call(endpoint, handle)
        if call is not None and late(call, at).has_handle:
            return call, late(call, at)
        return live(mailbox, endpoint, handle, at)

    patch.setattr(oxwums, "_live_call", wrong)


@mutant
def a_disconnected_call_is_connected_again(patch: Patch) -> None:
    def change(answer: etree._Element) -> None:
        state = first(answer, "CallState")
        state.text = "Connected" if state.text == "Disconnected" else state.text

    changed(patch, "GetCallInfo", change)


@mutant
def a_disconnect_does_nothing(patch: Patch) -> None:
    patch.setattr(Telephone, "keep_call", lambda self, endpoint, call: None)


@mutant
def idle_is_reported(patch: Patch) -> None:
    changed(patch, "GetCallInfo", text("CallState", "Idle"))


@mutant
def ringing_is_reported(patch: Patch) -> None:
    changed(patch, "GetPhoneCallInformation", text("PhoneCallState", "Ringing"))


@mutant
def a_live_call_has_a_cause(patch: Patch) -> None:
    changed(patch, "GetCallInfo", text("EventCause", Cause.USER_BUSY))


@mutant
def a_cause_that_cannot_be_seen_is_shown(patch: Patch) -> None:
    changed(patch, "GetPhoneCallInformation", text("ConnectionFailureCause", Cause.NO_ANSWER))


@mutant
def every_call_has_the_same_identifier(patch: Patch) -> None:
    changed(patch, "PlayOnPhone", lambda answer: setattr(answer[0], "text", "Y2FsbEBleGFtcGxlLmNvbQ=="))


@mutant
def an_identifier_has_600_characters(patch: Patch) -> None:
    changed(patch, "PlayOnPhone2", lambda answer: first(answer, "PhoneCallId").set("Id", "x" * 600))


@mutant
def a_call_has_no_identifier(patch: Patch) -> None:
    changed(patch, "PlayOnPhoneGreeting", lambda answer: setattr(answer[0], "text", ""))


@mutant
def a_success_has_no_phone_call_id(patch: Patch) -> None:
    changed(patch, "PlayOnPhone2", drop("PhoneCallId"))


@mutant
def an_error_has_a_phone_call_id(patch: Patch) -> None:
    changed(patch, "PlayOnPhone2", lambda answer: answer.append(M.PhoneCallId(Id="x")), errors=True)


@mutant
def a_success_has_no_phone_call_information(patch: Patch) -> None:
    changed(patch, "GetPhoneCallInformation", drop("PhoneCallInformation"))


@mutant
def a_success_has_sip_fields(patch: Patch) -> None:
    def change(answer: etree._Element) -> None:
        first(answer, "PhoneCallInformation").extend([T.SIPResponseText("OK"), T.SIPResponseCode("200")])

    changed(patch, "GetPhoneCallInformation", change)


@mutant
def an_unknown_call_is_disconnected(patch: Patch) -> None:
    never_done(patch, "Disconnect", M.DisconnectResponse)


@mutant
def any_entry_id_is_played(patch: Patch) -> None:
    patch.setattr(Telephone, "has_entry", lambda self, entry: True)


# -- MS-OXWUMS: faults and errors ------------------------------------------------------------------------


@mutant
def a_fault_has_no_exception_type(patch: Patch) -> None:
    right = um_failures.um_fault

    def wrong(failure, version):
        fault = right(failure, version)
        fault[-1][:] = []
        return fault

    patch.setattr(um_failures, "um_fault", wrong)


@mutant
def a_fault_tells_of_another_exception(patch: Patch) -> None:
    right, other = um_failures.um_fault, um_failures.UmFault("DialingRulesException")
    patch.setattr(um_failures, "um_fault", lambda failure, version: right(other, version))


@mutant
def a_fault_has_other_words(patch: Patch) -> None:
    words = dict.fromkeys(um_failures._TEXTS, "Something went wrong.")
    patch.setattr(um_failures, "_TEXTS", words)


@mutant
def faults_come_with_status_200(patch: Patch) -> None:
    right = simulating.Simulator._soap
    patch.setattr(
        simulating.Simulator, "_soap", lambda self, known, payload, status: right(self, known, payload, 200)
    )


@mutant
def malformed_requests_fail_schema_validation(patch: Patch) -> None:
    right = operation_fault

    def wrong(error: OperationError) -> etree._Element:
        other = "ErrorSchemaValidation" if error.code == "ErrorInvalidRequest" else error.code
        return right(OperationError(other))

    patch.setattr(simulating, "operation_fault", wrong)


@mutant
def an_error_has_other_words(patch: Patch) -> None:
    changed(patch, "DisconnectPhoneCall", text("MessageText", "No."), errors=True)


@mutant
def an_error_has_another_code(patch: Patch) -> None:
    changed(patch, "PlayOnPhone2", text("ResponseCode", "ErrorItemNotFound"), errors=True)


@mutant
def an_error_has_no_descriptive_link_key(patch: Patch) -> None:
    changed(patch, "PlayOnPhone2", drop("DescriptiveLinkKey"), errors=True)


@mutant
def an_error_calls_itself_a_success(patch: Patch) -> None:
    changed(patch, "DisconnectPhoneCall", lambda answer: answer.set("ResponseClass", "Success"), errors=True)


@mutant
def an_operation_of_um_answers_with_another_response(patch: Patch) -> None:
    never_done(patch, "ResetPIN", M.SetOofStatusResponse)


# -- MS-OXWUMS: properties -------------------------------------------------------------------------------


@mutant
def properties_are_forgotten(patch: Patch) -> None:
    patch.setattr(Telephone, "set_um", lambda self, properties: None)


@mutant
def the_dial_string_is_not_shown(patch: Patch) -> None:
    changed(patch, "GetUMProperties", drop("PlayOnPhoneDialString"))


@mutant
def the_folder_is_not_base64(patch: Patch) -> None:
    changed(patch, "GetUMProperties", text("TelephoneAccessFolderEmail", "Drafts!"))


@mutant
def um_is_enabled_perhaps(patch: Patch) -> None:
    changed(patch, "IsUMEnabled", lambda answer: setattr(answer[0], "text", "perhaps"))


# -- MS-OXWSMSG ------------------------------------------------------------------------------------------


@mutant
def a_saved_message_has_no_id(patch: Patch) -> None:
    changed(patch, "CreateItem", drop("Message"))


@mutant
def a_sent_message_has_an_id(patch: Patch) -> None:
    def change(answer: etree._Element) -> None:
        items = first(answer, "Items")
        if len(items) == 0:
            items.append(T.Message(T.ItemId(Id="AAMkAGI=", ChangeKey="CQAAAA==")))

    changed(patch, "CreateItem", change)


@mutant
def an_item_gets_no_answer(patch: Patch) -> None:
    def change(answer: etree._Element) -> None:
        messages = first(answer, "ResponseMessages")
        if len(messages) > 1:
            del messages[0]

    changed(patch, "GetItem", change)


@mutant
def an_item_gets_the_answer_of_another_operation(patch: Patch) -> None:
    def change(answer: etree._Element) -> None:
        for message in answer[0]:
            message.tag = f"{{{MESSAGES}}}CreateItemResponseMessage"

    changed(patch, "GetItem", change)


@mutant
def id_only_shows_the_subject(patch: Patch) -> None:
    def change(answer: etree._Element) -> None:
        for message in answer.iter(f"{{{TYPES}}}Message"):
            if len(message) == 1:
                message.append(T.Subject("x"))

    changed(patch, "GetItem", change)


@mutant
def the_body_is_not_of_the_type_that_was_asked_for(patch: Patch) -> None:
    def change(answer: etree._Element) -> None:
        for body in answer.iter(f"{{{TYPES}}}Body"):
            body.set("BodyType", "Text" if body.get("BodyType") == "HTML" else "HTML")

    changed(patch, "GetItem", change)


@mutant
def mime_content_is_left_out(patch: Patch) -> None:
    changed(patch, "GetItem", drop("MimeContent"))


@mutant
def properties_are_out_of_order(patch: Patch) -> None:
    def change(answer: etree._Element) -> None:
        for message in answer.iter(f"{{{TYPES}}}Message"):
            message[:] = list(reversed(message))

    changed(patch, "GetItem", change)


@mutant
def a_deleted_message_is_still_there(patch: Patch) -> None:
    patch.setattr(Mailbox, "remove", lambda self, item: None)


@mutant
def an_update_changes_nothing(patch: Patch) -> None:
    patch.setattr(items, "apply_updates", lambda kind, stored, updates, change, seen: 0)


# -- MS-OXWSCOS ------------------------------------------------------------------------------------------


@mutant
def a_new_group_is_not_returned(patch: Patch) -> None:
    changed(patch, "AddImGroup", drop("ImGroup"))


@mutant
def a_new_group_has_another_name(patch: Patch) -> None:
    changed(patch, "AddImGroup", text("DisplayName", "Enemies"))


@mutant
def a_group_has_a_type_of_its_own(patch: Patch) -> None:
    changed(patch, "GetImItemList", text("GroupType", "IPM.DistList"))


@mutant
def there_are_two_tagged_groups(patch: Patch) -> None:
    def change(answer: etree._Element) -> None:
        groups = first(answer, "Groups")
        for group in groups:
            if first(group, "GroupType").text == GroupType.TAGGED:
                groups.append(copy.deepcopy(group))
                return

    changed(patch, "GetImItemList", change)


@mutant
def a_group_of_the_same_name_is_made_again(patch: Patch) -> None:
    patch.setattr(ImList, "add_group", lambda self, name: self._new_group(name, GroupType.USER))


@mutant
def there_are_65_groups(patch: Patch) -> None:
    def change(answer: etree._Element) -> None:
        groups = first(answer, "Groups")
        for number in range(65):
            groups.append(
                T.ImGroup(
                    T.DisplayName(f"Group {number}"),
                    T.GroupType(GroupType.USER),
                    T.ExchangeStoreId(Id=f"AAMkAGI{number:03}"),
                )
            )

    changed(patch, "GetImItemList", change)


@mutant
def the_list_is_not_returned(patch: Patch) -> None:
    changed(patch, "GetImItemList", drop("ImItemList"))


@mutant
def a_contact_is_not_placed(patch: Patch) -> None:
    never_done(
        patch,
        "AddImContactToGroup",
        lambda: M.AddImContactToGroupResponse(M.ResponseCode("NoError"), ResponseClass="Success"),
    )


@mutant
def a_group_is_not_renamed(patch: Patch) -> None:
    patch.setattr(ImList, "rename", lambda self, group, name: group)


@mutant
def a_removed_group_is_still_there(patch: Patch) -> None:
    patch.setattr(ImList, "remove_group", lambda self, group: None)


@mutant
def new_contacts_go_nowhere(patch: Patch) -> None:
    patch.setattr(ImList, "place", lambda self, contact, group: None)


@mutant
def the_same_address_makes_another_contact(patch: Patch) -> None:
    numbers = count()
    changed(
        patch,
        "AddNewImContactToGroup",
        lambda answer: first(answer, "PersonaId").set("Id", f"AAQk{next(numbers):04}"),
    )


# -- MS-OXWSCEXT -----------------------------------------------------------------------------------------


@mutant
def a_manifest_is_not_base64(patch: Patch) -> None:
    changed(patch, "GetAppManifests", text("Manifest", "<OfficeApp/>"))


@mutant
def manifests_are_left_out(patch: Patch) -> None:
    changed(patch, "GetAppManifests", drop("Manifests"))


@mutant
def the_marketplace_has_no_url(patch: Patch) -> None:
    changed(patch, "GetAppMarketplaceUrl", drop("AppMarketplaceUrl"))


@mutant
def a_token_has_no_value(patch: Patch) -> None:
    changed(patch, "GetClientAccessToken", text("TokenValue", ""))


@mutant
def a_token_is_of_another_type(patch: Patch) -> None:
    changed(patch, "GetClientAccessToken", text("TokenType", "ScopedToken"))


@mutant
def a_token_is_dead_from_the_start(patch: Patch) -> None:
    changed(patch, "GetClientAccessToken", text("TTL", "0"))


@mutant
def a_token_is_missing(patch: Patch) -> None:
    changed(patch, "GetClientAccessToken", lambda answer: answer[0].remove(answer[0][0]))


@mutant
def every_install_is_the_first(patch: Patch) -> None:
    changed(patch, "InstallApp", text("WasFirstInstall", "true"))


@mutant
def an_uninstalled_app_is_still_listed(patch: Patch) -> None:
    done = {"ResponseClass": "Success"}
    never_done(patch, "UninstallApp", lambda: M.UninstallAppResponse(M.ResponseCode("NoError"), done))
    never_done(patch, "DisableApp", lambda: M.DisableAppResponse(M.ResponseCode("NoError"), done))


# -- MS-ASEMAIL ------------------------------------------------------------------------------------------


@mutant
def notes_of_a_voice_message_are_not_cut(patch: Patch) -> None:
    patch.setattr(email, "MAX_NOTES", 100_000)


@mutant
def any_message_tells_its_caller(patch: Patch) -> None:
    patch.setattr(email, "has_caller_class", lambda message_class: True)
    patch.setattr(email, "ews_caller", lambda stored: T.Value("+14255550123"))


@mutant
def the_caller_is_told_as_it_was_written(patch: Patch) -> None:
    patch.setattr(VoiceMail, "number", property(lambda self: self.caller and f"call {self.caller}"))


# -- what is around --------------------------------------------------------------------------------------


@mutant
def an_attachment_has_no_identifier(patch: Patch) -> None:
    def change(answer: etree._Element) -> None:
        for handle in answer.iter("{*}AttachmentId"):
            del handle.attrib["Id"]

    changed(patch, "CreateAttachment", change)


@mutant
def an_attachment_has_its_name_last(patch: Patch) -> None:
    changed(patch, "GetAttachment", lambda answer: first(answer, "FileAttachment").append(T.Name("x")))


@mutant
def a_deleted_attachment_leaves_no_change_key(patch: Patch) -> None:
    def change(answer: etree._Element) -> None:
        for root in answer.iter("{*}RootItemId"):
            del root.attrib["RootItemChangeKey"]

    changed(patch, "DeleteAttachment", change)


@mutant
def a_change_is_of_no_kind(patch: Patch) -> None:
    def change(answer: etree._Element) -> None:
        for element in list(answer.iter(f"{{{TYPES}}}Create")):
            element.tag = f"{{{TYPES}}}Add"

    changed(patch, "SyncFolderItems", change)


@mutant
def a_reply_that_is_saved_has_no_identifier(patch: Patch) -> None:
    kind, _ = item_kinds.MAKERS["ReplyToItem"]
    patch.setitem(
        item_kinds.MAKERS,
        "ReplyToItem",
        (kind, lambda store, given, at: T.Nothing(*drafted(store, T.Message(), at))),
    )


@mutant
def get_item_shows_what_is_in_attachments(patch: Patch) -> None:
    patch.setattr(attachments, "_ORDER", (*attachments._ORDER, "Content"))
    patch.setattr(attachments, "_visible", lambda store, attachment: reversed(list(attachment)))


# -- the test --------------------------------------------------------------------------------------------


@cache
def against_the_right_one() -> frozenset[str]:
    asking = Asking(strict=False, scenario=NOTED)
    assert tour(asking) == []
    return frozenset(finding.code for finding in asking.findings)


def test_schema_and_rules_have_nothing_against_the_simulator() -> None:
    assert against_the_right_one() == frozenset()


def test_there_are_mutants_enough() -> None:
    assert len(MUTANTS) >= 30


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_turn_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = against_the_right_one()  # before anything is wrong
    MUTANTS[name](monkeypatch)
    asking = Asking(strict=False, scenario=NOTED)
    tour(asking)
    assert {finding.code for finding in asking.findings} - right, "nobody noticed"
