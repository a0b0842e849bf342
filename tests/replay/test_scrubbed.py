"""A replay recognises what its recording had learned, from the first request on."""

import re

from inspector.cassette import CassetteHeader, CassetteWriter, Interaction
from inspector.replay import Replayer
from inspector.scrub import Scrubber
from inspector.wire.http import Headers, HttpRequest, HttpResponse

URL = "https://mail.contoso.com/EWS/Exchange.asmx"
XML = Headers([("Content-Type", "text/xml")])


def asked(text: str) -> HttpRequest:
    return HttpRequest(XML, f"<m:Find><m:Text>{text}</m:Text></m:Find>".encode(), "POST", URL)


def test_a_name_a_number_and_a_login_that_only_an_answer_told(tmp_path):
    header = CassetteHeader(scrub={"profile": "identity", "salt": "salt"})
    told = (
        "<t:Mailbox><t:Name>Frieda Kanarienvogel</t:Name></t:Mailbox><t:UserName>fcanary77</t:UserName>"
        "<m:DialString>+1 408 867 5309</m:DialString>"
    )
    search = asked("Frieda Kanarienvogel, fcanary77, (408) 867-5309")
    scrubber = Scrubber.of(header.scrub or {})
    with CassetteWriter(tmp_path / "one.jsonl", header) as writer:
        for at, (request, answer) in enumerate([(asked("all"), told), (search, "<m:Found/>")]):
            one = Interaction(0, float(at), request, HttpResponse(XML, answer.encode()))
            writer.append(scrubber.scrub(one))
    with Replayer([tmp_path / "one.jsonl"]) as replayer:
        assert replayer.respond(search, 0.0).body == b"<m:Found/>"
        assert list(replayer.misses) == []


def test_what_an_older_scrubbing_left_in_clear_is_found_by_todays(tmp_path):
    """A live request, scrubbed by today's, has neither number; the recording of old has the second."""
    scrub = {"profile": "identity", "salt": "salt"}
    dialled = "<m:DialString>{}</m:DialString><m:PhoneNumber>{}</m:PhoneNumber>"
    live = asked(dialled.format("+1 408 867 5309", "+1 408 867 5310"))
    first = Scrubber.of(scrub).scrub_request(live).body
    assert b"867 53" not in first
    left = re.sub(rb"(<m:PhoneNumber>)[^<]*", rb"\g<1>+1 408 867 5310", first)
    path = tmp_path / "old.jsonl"
    with CassetteWriter(path, CassetteHeader(scrub=scrub)) as writer:
        recorded = HttpRequest(XML, left, "POST", URL)
        writer.append(Interaction(0, 1.0, recorded, HttpResponse(XML, b"<m:Found/>")))
    with Replayer([path]) as replayer:
        assert replayer.respond(live, 0.0).body == b"<m:Found/>"
        replayer.respond(asked(dialled.format("+1 408 867 5309", "+1 408 867 5311")), 0.0)
        assert replayer.missed == 1
