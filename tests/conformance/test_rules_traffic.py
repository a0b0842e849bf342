"""The rules on traffic that others made: what is right gives no error, and what is found has its reason."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.cassette import Cassette
from inspector.conformance.engine import RuleEngine
from inspector.conformance.finding import Finding, Severity
from inspector.protocols.lone_message import lone_message
from inspector.protocols.message import request_message, response_message
from inspector.protocols.registry import identify
from inspector.wire.http import Headers, HttpRequest, HttpResponse

ROOT = Path(__file__).parents[2]
TRAFFIC = ROOT / "../shared/reference/traffic"
CASSETTES = sorted((ROOT / "cassettes").glob("*.jsonl"))
needs_traffic = [
    pytest.mark.needs_reference,
    pytest.mark.skipif(not TRAFFIC.is_dir(), reason="the reference traffic is not beside this checkout"),
]

# What the rules find in Microsoft's published samples, and why it is there; none is an error.
IN_SAMPLES = {
    ("0236_AddDistributionGroupToImList_request", "COS001"): "the sample leaves the required DisplayName out",
    ("0322_DisableApp_request", "CDT008"): "the sample has MailboxCulture and TimeZoneContext",
    ("0361_GetAppManifestsResponse_response", "EXT004"): "the manifests are abbreviated",
    ("0396_GetImItemListResponse_response", "COS051"): "the identifiers are shortened",
    ("0476_InstallApp_request", "EXT004"): "the manifest is abbreviated",
    ("0552_SetTelephoneAccessFolderEmail_request", "UMS010"): "the spelling of example 4.14",
}
# What they may find in the cassettes of real clients against the simulator: nothing but information.
IN_CASSETTES = {
    "CDT001": "the simulator is on a loopback address",
    "CDT008": "exchangelib sends TimeZoneContext with every operation",
    "EXT042": "a client names an app that nobody installed, to see the error",
    "UMS051": "a client polls an identifier that nobody issued, to see the error",
    "UMS056": "a scenario in which the communication system ends the call",
    "MSG033": "a change to what was there already",
    "COS048": "the literal reading of MS-OXWSCOS 3.1.4.10",
}


def http_message(path: Path) -> tuple[str, Headers, bytes]:
    """Reads a recorded HTTP message: the first line, the fields, the body."""
    head, _, body = path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")
    first, *fields = head.decode("latin-1").split("\n")
    pairs = (field.partition(":") for field in fields if ":" in field)
    return first, Headers((name.strip(), value.strip()) for name, _, value in pairs), body


def recorded_request(path: Path) -> HttpRequest:
    first, fields, body = http_message(path)
    method, target, *_ = first.split()
    return HttpRequest(fields.without("content-encoding"), body, method, target)


def recorded_response(path: Path) -> HttpResponse:
    first, fields, body = http_message(path)
    return HttpResponse(fields.without("content-encoding"), body, int(first.split()[1]))


@pytest.mark.parametrize("cassette", CASSETTES, ids=lambda path: path.stem)
def test_real_clients_against_the_simulator_give_information_only(cassette: Path) -> None:
    engine = RuleEngine()
    found: list[Finding] = []
    with Cassette(cassette) as recording:
        for each in recording:
            asked = identify(each.request)
            answered = response_message(each.response, asked, each.at + each.took) if each.response else None
            found += engine.judge(request_message(each.request, asked, each.at), answered)

    assert [each for each in found if each.severity is not Severity.INFO] == []
    assert {each.code for each in found} <= IN_CASSETTES.keys()


class TestOthersTraffic:
    pytestmark = needs_traffic

    def test_published_samples_give_what_is_known_of_them(self) -> None:
        found: set[tuple[str, str]] = set()
        errors: list[Finding] = []
        for sample in sorted((TRAFFIC / "doc-samples").glob("*.xml")):
            findings = list(RuleEngine().judge_alone(lone_message(sample.read_bytes())))
            found |= {(sample.stem, finding.code) for finding in findings}
            errors += [finding for finding in findings if finding.severity is Severity.ERROR]

        assert not errors
        assert found == IN_SAMPLES.keys()

    def test_sessions_with_exchange_2007_and_2010_give_nothing(self) -> None:
        found = Counter(finding.code for finding in self.evolution_sessions())

        assert not found

    def evolution_sessions(self) -> Iterator[Finding]:
        """evolution-ews: requests and their responses, one after the other."""
        engine = RuleEngine()
        request: HttpRequest | None = None
        for path in sorted((TRAFFIC / "evolution-ews").glob("*.http")):
            if "_request" in path.name:
                request = recorded_request(path)
            elif "_response" in path.name and request is not None:
                asked = identify(request)
                yield from engine.judge(
                    request_message(request, asked), response_message(recorded_response(path), asked)
                )
                request = None

    def test_requests_of_real_clients_give_no_error(self) -> None:
        found: list[tuple[str, Finding]] = []
        for client in sorted((TRAFFIC / "clients").iterdir()):
            engine = RuleEngine()
            for path in sorted(client.glob("*.http")):
                request = recorded_request(path)
                findings = engine.judge(request_message(request, identify(request)), None)
                found += [(f"{client.name}/{path.name}", each) for each in findings]

        assert [(path, each) for path, each in found if each.severity is Severity.ERROR] == []
        assert {each.code for _, each in found} <= {"CDT008"}
