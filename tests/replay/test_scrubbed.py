"""A replay recognises what its recording had learned, from the first request on."""

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
