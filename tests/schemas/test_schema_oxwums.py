"""MS-OXWUMS messages, judged by the schema of the endpoint they travel on.

No reference schema has the operations of the UM endpoint: the expectations here are taken by hand from
MS-OXWUMS section 7.1 (what it allows, even where the prose of section 3 is stricter).
"""

from collections.abc import Callable

import pytest

M = 'xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"'
T = 'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"'

VALID_ON_UM = {
    "disconnect": f"<Disconnect {M}><CallId>abc</CallId></Disconnect>",
    "disconnect, the call id left out (optional in 7.1)": f"<Disconnect {M}/>",
    "disconnect, empty call id": f"<Disconnect {M}><CallId/></Disconnect>",
    "disconnected": f"<DisconnectResponse {M}/>",
    "get call info": f"<GetCallInfo {M}><CallId>abc</CallId></GetCallInfo>",
    "get call info, the call id left out (optional in 7.1)": f"<GetCallInfo {M}/>",
    "call info": f"<GetCallInfoResponse {M}><GetCallInfoResponse><CallState>Connected</CallState>"
    "<EventCause>None</EventCause></GetCallInfoResponse></GetCallInfoResponse>",
    "call info of a state that does not apply": f"<GetCallInfoResponse {M}><GetCallInfoResponse>"
    "<CallState>Alerted</CallState><EventCause>Other</EventCause></GetCallInfoResponse>"
    "</GetCallInfoResponse>",
    "call info without content (optional in 7.1)": f"<GetCallInfoResponse {M}/>",
    "get properties": f"<GetUMProperties {M}/>",
    "properties": f"<GetUMPropertiesResponse {M}><GetUMPropertiesResponse><OofStatus>false</OofStatus>"
    "<MissedCallNotificationEnabled>1</MissedCallNotificationEnabled>"
    "<PlayOnPhoneDialString>12345</PlayOnPhoneDialString><TelephoneAccessNumbers>1,2</TelephoneAccessNumbers>"
    "<TelephoneAccessFolderEmail>AAAA</TelephoneAccessFolderEmail>"
    "</GetUMPropertiesResponse></GetUMPropertiesResponse>",
    "properties, the three strings left out": f"<GetUMPropertiesResponse {M}><GetUMPropertiesResponse>"
    "<OofStatus>false</OofStatus><MissedCallNotificationEnabled>true</MissedCallNotificationEnabled>"
    "</GetUMPropertiesResponse></GetUMPropertiesResponse>",
    "is enabled?": f"<IsUMEnabled {M}/>",
    "is enabled": f"<IsUMEnabledResponse {M}><IsUMEnabledResponse>true</IsUMEnabledResponse>"
    "</IsUMEnabledResponse>",
    "play": f"<PlayOnPhone {M}><entryId>AAAA</entryId><DialString>12345</DialString></PlayOnPhone>",
    "play, all left out (optional in 7.1)": f"<PlayOnPhone {M}/>",
    "playing": f"<PlayOnPhoneResponse {M}><PlayOnPhoneResponse>abc</PlayOnPhoneResponse>"
    "</PlayOnPhoneResponse>",
    "play a greeting": f"<PlayOnPhoneGreeting {M}><GreetingType>OofCustom</GreetingType>"
    "<DialString>12345</DialString></PlayOnPhoneGreeting>",
    "play a greeting, no number": f"<PlayOnPhoneGreeting {M}><GreetingType>NormalCustom</GreetingType>"
    "</PlayOnPhoneGreeting>",
    "playing a greeting": f"<PlayOnPhoneGreetingResponse {M}><PlayOnPhoneGreetingResponse>abc"
    "</PlayOnPhoneGreetingResponse></PlayOnPhoneGreetingResponse>",
    "reset the PIN": f"<ResetPIN {M}/>",
    "the PIN was reset": f"<ResetPINResponse {M}/>",
    "missed calls on": f"<SetMissedCallNotificationEnabled {M}><status>true</status>"
    "</SetMissedCallNotificationEnabled>",
    "missed calls are on": f"<SetMissedCallNotificationEnabledResponse {M}/>",
    "out of office on": f"<SetOofStatus {M}><status>0</status></SetOofStatus>",
    "out of office is on": f"<SetOofStatusResponse {M}/>",
    "set the number": f"<SetPlayOnPhoneDialString {M}><dialString>12345</dialString>"
    "</SetPlayOnPhoneDialString>",
    "set no number (optional in 7.1)": f"<SetPlayOnPhoneDialString {M}/>",
    "the number is set": f"<SetPlayOnPhoneDialStringResponse {M}/>",
    "set the folder": f"<SetTelephoneAccessFolderEmail {M}><base64FolderId>AAAA</base64FolderId>"
    "</SetTelephoneAccessFolderEmail>",
    "the folder is set": f"<SetTelephoneAccessFolderEmailResponse {M}/>",
    "an exception type in a fault": f"<ExceptionType {M}>InvalidCallIdException</ExceptionType>",
}

INVALID_ON_UM = {
    "two call ids": f"<Disconnect {M}><CallId>a</CallId><CallId>b</CallId></Disconnect>",
    "a call id in no namespace": f'<Disconnect {M}><CallId xmlns="">a</CallId></Disconnect>',
    "content in an empty response": f"<DisconnectResponse {M}><CallId>a</CallId></DisconnectResponse>",
    "text in an empty request": f"<ResetPIN {M}>now</ResetPIN>",
    "an attribute in an empty request": f'<IsUMEnabled {M} Id="1"/>',
    "a call state that is none": f"<GetCallInfoResponse {M}><GetCallInfoResponse><CallState>Ringing"
    "</CallState>"
    "<EventCause>None</EventCause></GetCallInfoResponse></GetCallInfoResponse>",
    "an event cause that is none": f"<GetCallInfoResponse {M}><GetCallInfoResponse><CallState>Idle"
    "</CallState>"
    "<EventCause>Busy</EventCause></GetCallInfoResponse></GetCallInfoResponse>",
    "call info without a cause": f"<GetCallInfoResponse {M}><GetCallInfoResponse><CallState>Idle</CallState>"
    "</GetCallInfoResponse></GetCallInfoResponse>",
    "call info in the wrong order": f"<GetCallInfoResponse {M}><GetCallInfoResponse><EventCause>None"
    "</EventCause>"
    "<CallState>Idle</CallState></GetCallInfoResponse></GetCallInfoResponse>",
    "call info without the inner element": f"<GetCallInfoResponse {M}><CallState>Idle</CallState>"
    "<EventCause>None</EventCause></GetCallInfoResponse>",
    "properties without OofStatus": f"<GetUMPropertiesResponse {M}><GetUMPropertiesResponse>"
    "<MissedCallNotificationEnabled>true</MissedCallNotificationEnabled></GetUMPropertiesResponse>"
    "</GetUMPropertiesResponse>",
    "properties with a boolean that is none": f"<GetUMPropertiesResponse {M}><GetUMPropertiesResponse>"
    "<OofStatus>yes"
    "</OofStatus><MissedCallNotificationEnabled>true</MissedCallNotificationEnabled>"
    "</GetUMPropertiesResponse>"
    "</GetUMPropertiesResponse>",
    "an empty boolean": f"<SetOofStatus {M}><status/></SetOofStatus>",
    "no boolean": f"<SetOofStatus {M}/>",
    "True with a capital": f"<SetMissedCallNotificationEnabled {M}><status>True</status>"
    "</SetMissedCallNotificationEnabled>",
    "is enabled, without the inner element": f"<IsUMEnabledResponse {M}>true</IsUMEnabledResponse>",
    "play, in the wrong order": f"<PlayOnPhone {M}><DialString>1</DialString><entryId>A</entryId>"
    "</PlayOnPhone>",
    "play, with the other capitals": f"<PlayOnPhone {M}><EntryId>A</EntryId><DialString>1</DialString>"
    "</PlayOnPhone>",
    "play, as on the EWS endpoint": f'<PlayOnPhone {M}><ItemId Id="A"/><DialString>1</DialString>'
    "</PlayOnPhone>",
    "playing, as on the EWS endpoint": f'<PlayOnPhoneResponse {M} ResponseClass="Success">'
    "<ResponseCode>NoError"
    '</ResponseCode><PhoneCallId Id="A"/></PlayOnPhoneResponse>',
    "a greeting that is none": f"<PlayOnPhoneGreeting {M}><GreetingType>Custom</GreetingType>"
    "</PlayOnPhoneGreeting>",
    "no greeting": f"<PlayOnPhoneGreeting {M}><DialString>1</DialString></PlayOnPhoneGreeting>",
    "set the number, with the other capitals": f"<SetPlayOnPhoneDialString {M}><DialString>1"
    "</DialString></SetPlayOnPhoneDialString>",
    "set the folder, as in example 4.14": f"<SetTelephoneAccessFolderEmail {M}><base64FolderID>AAAA"
    "</base64FolderID>"
    "</SetTelephoneAccessFolderEmail>",
    "an operation of the EWS endpoint": f'<DisconnectPhoneCall {M}><PhoneCallId Id="A"/>'
    "</DisconnectPhoneCall>",
    "an operation that does not exist": f"<Connect {M}/>",
    "an operation in no namespace": "<ResetPIN/>",
}

VALID_ON_EWS = {
    "disconnect": f'<DisconnectPhoneCall {M}><PhoneCallId Id="A"/></DisconnectPhoneCall>',
    "disconnected": f'<DisconnectPhoneCallResponse {M} ResponseClass="Success"><ResponseCode>NoError'
    "</ResponseCode>"
    "</DisconnectPhoneCallResponse>",
    "invalid call id (3.1.4.2)": f'<DisconnectPhoneCallResponse {M} ResponseClass="Error">'
    "<MessageText>The phone call "
    "ID isn't valid.</MessageText><ResponseCode>ErrorInvalidPhoneCallId</ResponseCode>"
    "<DescriptiveLinkKey>0</DescriptiveLinkKey></DisconnectPhoneCallResponse>",
    "get information": f'<GetPhoneCallInformation {M}><PhoneCallId Id=""/></GetPhoneCallInformation>',
    "information": f'<GetPhoneCallInformationResponse {M} {T} ResponseClass="Success"><ResponseCode>NoError'
    "</ResponseCode><PhoneCallInformation><t:PhoneCallState>Connected</t:PhoneCallState>"
    "<t:ConnectionFailureCause>None"
    "</t:ConnectionFailureCause></PhoneCallInformation></GetPhoneCallInformationResponse>",
    "information with SIP elements (in 7.2, not in an answer)": f"<GetPhoneCallInformationResponse {M} {T} "
    'ResponseClass="Success"><ResponseCode>NoError</ResponseCode><PhoneCallInformation>'
    "<t:PhoneCallState>Disconnected"
    "</t:PhoneCallState><t:ConnectionFailureCause>UserBusy</t:ConnectionFailureCause><t:SIPResponseText>OK"
    "</t:SIPResponseText><t:SIPResponseCode>200</t:SIPResponseCode></PhoneCallInformation>"
    "</GetPhoneCallInformationResponse>",
    "play": f'<PlayOnPhone {M}><ItemId Id="A" ChangeKey="B"/><DialString>1</DialString></PlayOnPhone>',
    "play, empty number": f'<PlayOnPhone {M}><ItemId Id="A"/><DialString/></PlayOnPhone>',
    "playing": f'<PlayOnPhoneResponse {M} ResponseClass="Success"><ResponseCode>NoError</ResponseCode>'
    '<PhoneCallId Id="A"/></PlayOnPhoneResponse>',
    "not dialable (3.1.4.7.1.2)": f'<PlayOnPhoneResponse {M} ResponseClass="Error"><MessageText>no'
    "</MessageText>"
    "<ResponseCode>ErrorPhoneNumberNotDialable</ResponseCode><DescriptiveLinkKey>0"
    "</DescriptiveLinkKey></PlayOnPhoneResponse>",
}

INVALID_ON_EWS = {
    "play, as on the UM endpoint": f"<PlayOnPhone {M}><entryId>A</entryId><DialString>1</DialString>"
    "</PlayOnPhone>",
    "playing, as on the UM endpoint": f"<PlayOnPhoneResponse {M}><PlayOnPhoneResponse>abc"
    "</PlayOnPhoneResponse></PlayOnPhoneResponse>",
    "play without a number": f'<PlayOnPhone {M}><ItemId Id="A"/></PlayOnPhone>',
    "play without an item": f"<PlayOnPhone {M}><DialString>1</DialString></PlayOnPhone>",
    "an item without an id": f"<PlayOnPhone {M}><ItemId/><DialString>1</DialString></PlayOnPhone>",
    "a call id as text": f"<DisconnectPhoneCall {M}><PhoneCallId>A</PhoneCallId></DisconnectPhoneCall>",
    "no call id": f"<GetPhoneCallInformation {M}/>",
    "an answer without its class": f"<DisconnectPhoneCallResponse {M}><ResponseCode>NoError"
    "</ResponseCode></DisconnectPhoneCallResponse>",
    "a response code that is none": f'<DisconnectPhoneCallResponse {M} ResponseClass="Error">'
    "<ResponseCode>ErrorBadLuck"
    "</ResponseCode></DisconnectPhoneCallResponse>",
    "call information in the messages namespace": f"<GetPhoneCallInformationResponse {M} "
    'ResponseClass="Success">'
    "<ResponseCode>NoError</ResponseCode><PhoneCallInformation><PhoneCallState>Connected</PhoneCallState>"
    "<ConnectionFailureCause>None</ConnectionFailureCause></PhoneCallInformation>"
    "</GetPhoneCallInformationResponse>",
    "a SIP code that is no number": f"<GetPhoneCallInformationResponse {M} {T} "
    'ResponseClass="Success"><ResponseCode>NoError</ResponseCode><PhoneCallInformation>'
    "<t:PhoneCallState>Disconnected"
    "</t:PhoneCallState><t:ConnectionFailureCause>UserBusy</t:ConnectionFailureCause><t:SIPResponseCode>OK"
    "</t:SIPResponseCode></PhoneCallInformation></GetPhoneCallInformationResponse>",
    "an operation of the UM endpoint": f"<IsUMEnabled {M}/>",
}

Verdict = Callable[[str], list[str]]


def by_name(cases: dict[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("message", cases.values(), ids=cases.keys())


@by_name(VALID_ON_UM)
def test_the_um_endpoint_allows(message: str, on_um_endpoint: Verdict) -> None:
    assert on_um_endpoint(message) == []


@by_name(INVALID_ON_UM)
def test_the_um_endpoint_does_not_allow(message: str, on_um_endpoint: Verdict) -> None:
    assert on_um_endpoint(message)


@by_name(VALID_ON_EWS)
def test_the_ews_endpoint_allows(message: str, on_ews_endpoint: Verdict) -> None:
    assert on_ews_endpoint(message) == []


@by_name(INVALID_ON_EWS)
def test_the_ews_endpoint_does_not_allow(message: str, on_ews_endpoint: Verdict) -> None:
    assert on_ews_endpoint(message)
