"""The 14 operations of MS-OXWUMS as a server carries them out (section 3.1.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from lxml import etree

from inspector.protocols.common.answers import M, response_message
from inspector.protocols.common.failures import InvalidRequest, OperationError
from inspector.protocols.common.reading import boolean, child, one_of, only, required, text_of
from inspector.protocols.operation import Endpoint
from inspector.protocols.oxwums.call_plan import CallPlan, LineAnswer
from inspector.protocols.oxwums.call_reading import call_info, phone_call_information
from inspector.protocols.oxwums.calls import Call, CallEvent, CallStatus
from inspector.protocols.oxwums.dialing import is_dialable
from inspector.protocols.oxwums.server_faults import UmFault
from inspector.protocols.oxwums.telephone import Telephone


def disconnect(payload: etree._Element, telephone: Telephone, at: float) -> etree._Element:
    """Section 3.1.4.1."""
    only(payload, ("CallId",))
    _hang_up(telephone, Endpoint.UM, text_of(child(payload, "CallId")), at)
    return M.DisconnectResponse()


def get_call_info(payload: etree._Element, telephone: Telephone, at: float) -> etree._Element:
    """Section 3.1.4.3."""
    only(payload, ("CallId",))
    _, status = _live_call(telephone, Endpoint.UM, text_of(child(payload, "CallId")), at)
    return call_info(status.state, status.cause)


def play_on_phone(payload: etree._Element, telephone: Telephone, at: float) -> etree._Element:
    """Section 3.1.4.8."""
    only(payload, ("entryId", "DialString"))
    _need_um(telephone)
    if not telephone.has_entry(text_of(child(payload, "entryId")).strip()):
        raise UmFault("InvalidObjectIdException")
    plan = _um_plan(payload, telephone)
    return M.PlayOnPhoneResponse(M.PlayOnPhoneResponse(telephone.place_call(Endpoint.UM, plan, at)))


def play_on_phone_greeting(payload: etree._Element, telephone: Telephone, at: float) -> etree._Element:
    """Section 3.1.4.9."""
    only(payload, ("GreetingType", "DialString"))
    one_of(required(payload, "GreetingType"), ("NormalCustom", "OofCustom"))
    _need_um(telephone)
    plan = _um_plan(payload, telephone)
    return M.PlayOnPhoneGreetingResponse(
        M.PlayOnPhoneGreetingResponse(telephone.place_call(Endpoint.UM, plan, at))
    )


def get_um_properties(payload: etree._Element, telephone: Telephone, at: float) -> etree._Element:
    """Section 3.1.4.5."""
    only(payload, ())
    _need_um(telephone)
    um = telephone.um
    properties = M.GetUMPropertiesResponse(
        M.OofStatus(_written(um.oof)),
        M.MissedCallNotificationEnabled(_written(um.missed_calls)),
        M.PlayOnPhoneDialString(um.dial_string),
    )
    if um.access_numbers:
        properties.append(M.TelephoneAccessNumbers(um.access_numbers))
    properties.append(M.TelephoneAccessFolderEmail(um.folder))
    return M.GetUMPropertiesResponse(properties)


def is_um_enabled(payload: etree._Element, telephone: Telephone, at: float) -> etree._Element:
    """Section 3.1.4.6."""
    only(payload, ())
    return M.IsUMEnabledResponse(M.IsUMEnabledResponse(_written(telephone.um.enabled)))


def reset_pin(payload: etree._Element, telephone: Telephone, at: float) -> etree._Element:
    """Section 3.1.4.10."""
    only(payload, ())
    _need_um(telephone)
    telephone.new_pin(at)
    return M.ResetPINResponse()


def set_missed_calls(payload: etree._Element, telephone: Telephone, at: float) -> etree._Element:
    """Section 3.1.4.11."""
    only(payload, ("status",))
    status = boolean(required(payload, "status"))
    _need_um(telephone)
    telephone.set_um(replace(telephone.um, missed_calls=status))
    return M.SetMissedCallNotificationEnabledResponse()


def set_oof_status(payload: etree._Element, telephone: Telephone, at: float) -> etree._Element:
    """Section 3.1.4.12."""
    only(payload, ("status",))
    status = boolean(required(payload, "status"))
    _need_um(telephone)
    telephone.set_um(replace(telephone.um, oof=status))
    return M.SetOofStatusResponse()


def set_dial_string(payload: etree._Element, telephone: Telephone, at: float) -> etree._Element:
    """Section 3.1.4.13. The document names no error: what is no number is refused when it is dialled."""
    only(payload, ("dialString",))
    dial_string = text_of(required(payload, "dialString"))
    _need_um(telephone)
    telephone.set_um(replace(telephone.um, dial_string=dial_string))
    return M.SetPlayOnPhoneDialStringResponse()


def set_access_folder(payload: etree._Element, telephone: Telephone, at: float) -> etree._Element:
    """Section 3.1.4.14. The document names no error for a folder that is not there: EWS's own is used."""
    only(payload, ("base64FolderId",))
    folder = text_of(required(payload, "base64FolderId")).strip()
    _need_um(telephone)
    if not telephone.has_folder_entry(folder):
        raise OperationError("ErrorFolderNotFound")
    telephone.set_um(replace(telephone.um, folder=folder))
    return M.SetTelephoneAccessFolderEmailResponse()


def disconnect_phone_call(payload: etree._Element, telephone: Telephone, at: float) -> etree._Element:
    """Section 3.1.4.2."""
    handle = _phone_call_id(payload)
    try:
        _hang_up(telephone, Endpoint.EWS, handle, at)
    except OperationError as error:
        return response_message("DisconnectPhoneCallResponse", error)
    return response_message("DisconnectPhoneCallResponse")


def get_phone_call_information(payload: etree._Element, telephone: Telephone, at: float) -> etree._Element:
    """Section 3.1.4.4. An error has no information at all."""
    handle = _phone_call_id(payload)
    try:
        _, status = _live_call(telephone, Endpoint.EWS, handle, at)
    except OperationError as error:
        return response_message("GetPhoneCallInformationResponse", error)
    return phone_call_information(status.state, status.cause)


def play_on_phone_2(payload: etree._Element, telephone: Telephone, at: float) -> etree._Element:
    """Section 3.1.4.7."""
    only(payload, ("ItemId", "DialString"))
    item_id = _id_attribute(required(payload, "ItemId"))
    dial_string = text_of(required(payload, "DialString"))
    try:
        if not telephone.um.enabled:
            raise OperationError("ErrorUserNotUnifiedMessagingEnabled")
        if not telephone.has_item(item_id):
            raise OperationError("ErrorInvalidIdMalformed")
        plan = telephone.plan_for(dial_string)
        if not is_dialable(dial_string) or plan.answer is LineAnswer.BARRED:
            raise OperationError("ErrorPhoneNumberNotDialable")
    except OperationError as error:
        return response_message("PlayOnPhoneResponse", error)
    handle = telephone.place_call(Endpoint.EWS, plan, at)
    return response_message("PlayOnPhoneResponse", None, M.PhoneCallId(Id=handle))


SERVICE: Mapping[str, Callable[[etree._Element, Telephone, float], etree._Element]] = {
    "Disconnect": disconnect,
    "DisconnectPhoneCall": disconnect_phone_call,
    "GetCallInfo": get_call_info,
    "GetPhoneCallInformation": get_phone_call_information,
    "GetUMProperties": get_um_properties,
    "IsUMEnabled": is_um_enabled,
    "PlayOnPhone2": play_on_phone_2,
    "PlayOnPhone": play_on_phone,
    "PlayOnPhoneGreeting": play_on_phone_greeting,
    "ResetPIN": reset_pin,
    "SetMissedCallNotificationEnabled": set_missed_calls,
    "SetOofStatus": set_oof_status,
    "SetPlayOnPhoneDialString": set_dial_string,
    "SetTelephoneAccessFolderEmail": set_access_folder,
}
"""What carries out each operation: a function of the Body's child, the telephone and the clock time, in
seconds.

Each returns the Body's child of the answer, or raises InvalidRequest, UmFault or OperationError.
"""


def _live_call(telephone: Telephone, endpoint: Endpoint, handle: str, at: float) -> tuple[Call, CallStatus]:
    """Finds a call that still has its identifier: in Idle there is none (section 3.1.1.1, Stop)."""
    call = telephone.call(endpoint, handle.strip())
    if call is not None:
        status = call.status(at)
        if status.has_handle:
            return call, status
    if endpoint is Endpoint.UM:
        raise UmFault("InvalidCallIdException")
    raise OperationError("ErrorInvalidPhoneCallId")


def _hang_up(telephone: Telephone, endpoint: Endpoint, handle: str, at: float) -> None:
    call, _ = _live_call(telephone, endpoint, handle, at)
    telephone.keep_call(endpoint, call.with_event(CallEvent.DISCONNECT, at))


def _um_plan(payload: etree._Element, telephone: Telephone) -> CallPlan:
    """Section 3.1.4.13: the default number is used in requests; that is, where a request brings none."""
    element = child(payload, "DialString")
    dial_string = telephone.um.dial_string if element is None else text_of(element)
    plan = telephone.plan_for(dial_string)
    if not is_dialable(dial_string) or plan.answer is LineAnswer.BARRED:
        raise UmFault("DialingRulesException")
    return plan


def _need_um(telephone: Telephone) -> None:
    if not telephone.um.enabled:
        raise UmFault("UserNotUmEnabledException")


def _phone_call_id(payload: etree._Element) -> str:
    only(payload, ("PhoneCallId",))
    return _id_attribute(required(payload, "PhoneCallId"))


def _id_attribute(element: etree._Element) -> str:
    value = element.get("Id")
    if value is None:
        raise InvalidRequest("The required attribute 'Id' is missing", int(element.sourceline or 0))
    return value


def _written(value: bool) -> str:
    return "true" if value else "false"
