"""Who notices an altered request, and who answers a harmlessly rewritten one.

Each significant place of each recorded SOAP request is altered in turn (values, attributes, leaves, whose
mailbox it is): a replay that still answers would hide a change of the client. And each request is written in
other ways that mean the same: a replay that misses would fail a test for nothing.

All tools are asked with the sample cassettes; this project also with what the real clients of tests/clients
are recorded to say, as it was sent, from the recordings as they are and from what is shared of them. Or with
cassettes of your own, each row with what was missed or still answered, if anything was::

    python -m benchmarks.bench_truth FILE...
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from inspector.cassette import Cassette, Interaction
from inspector.protocols.fields import is_set
from inspector.protocols.registry import identify
from inspector.replay import Replayer
from inspector.replay.keys import Matching, MatchKey
from inspector.replay.mutations import request_mutations
from inspector.resources import cassettes_dir
from inspector.wire.http import Headers, HttpRequest

Answered = Callable[[HttpRequest], bool]
_SHOWN = 20


@dataclass
class Tally:
    """What a tool made of altered and of rewritten requests.

    Args:
        altered: how many were altered.
        noticed: how many of them were not answered.
        rewritten: how many were written otherwise.
        answered: how many of them were.
        wrong: where it was not as it should be, in words.
    """

    altered: int = 0
    noticed: int = 0
    rewritten: int = 0
    answered: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        noticed = f"{self.noticed:,} of {self.altered:,}"
        return f"{noticed:>20}{f'{self.answered:,} of {self.rewritten:,}':>24}"


def main(files: Sequence[str] = ()) -> int:
    """Prints a row for each tool, or for each of the files; returns 1 if this project was ever wrong."""
    print(f"{'':44}{'altered, noticed':>20}{'rewritten, answered':>24}")
    if files:
        ours = {name: measured(Path(name), Path(name)) for name in files}
        for name, tally in ours.items():
            print(f"{name:44}{tally}")
    else:
        tallies = _samples()
        for name, tally in tallies.items():
            print(f"{name:44}{tally}")
        ours = {"sample cassettes": tallies["ews-inspector"], **_plays()}
    wrong = [f"{name}: {each}" for name, tally in ours.items() for each in tally.wrong]
    for line in wrong[:_SHOWN]:
        print(line)
    if len(wrong) > _SHOWN:
        print(f"and {len(wrong) - _SHOWN} more")
    return 1 if wrong else 0


def measured(sent: Path, replayed: Path, tally: Tally | None = None) -> Tally:
    """Asks this project.

    Args:
        sent: the cassette that has the requests as they were sent.
        replayed: the cassette that answers, the same or a scrubbed form of it.
        tally: what is added to; ``None``: a new one.
    """
    tally = tally or Tally()
    with Cassette(sent) as cassette:
        recorded = [one for one in cassette if one.response is not None]
    with Replayer([replayed], any_order=True) as replayer:
        _measure(recorded, {"": _ours(replayer)}, {"": tally})
    return tally


def _samples() -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    with tempfile.TemporaryDirectory() as folder:
        for file in sorted(cassettes_dir().glob("*.jsonl")):
            with Cassette(file) as cassette, Replayer([file], any_order=True) as replayer:
                recorded = [one for one in cassette if one.response is not None]
                tools = {"ews-inspector": _ours(replayer), **dict(_others(file, recorded, Path(folder)))}
                _measure(recorded, tools, tallies)
    return tallies


def _plays() -> dict[str, Tally]:
    """What the clients of the tests say, from their recordings and from the scrubbed form of them."""
    from tests.clients import javascript
    from tests.clients.performances import Performances, without_people
    from tests.clients.plays import PLAYS

    as_recorded, scrubbed = Tally(), Tally()
    there = [play for play in PLAYS if not play.needs_node or javascript.has_node()]
    if len(there) < len(PLAYS):
        print(f"{len(PLAYS) - len(there)} plays need node and npm, which are not here")
    played = [(play, mode) for play in there for mode in play.modes]
    with tempfile.TemporaryDirectory() as folder:
        performances = Performances(Path(folder) / "performances")
        for number, (play, mode) in enumerate(played):
            cassette = performances.of(play, mode).cassette
            place = Path(folder) / f"{number}"
            place.mkdir()
            measured(cassette, cassette, as_recorded)
            measured(cassette, without_people(cassette, place), scrubbed)
    for name, tally in (("as recorded", as_recorded), ("scrubbed", scrubbed)):
        print(f"{f'{len(played)} plays of real clients, {name}':44}{tally}", flush=True)
    return {"plays as recorded": as_recorded, "plays scrubbed": scrubbed}


def _measure(recorded: Iterable[Interaction], tools: dict[str, Answered], tallies: dict[str, Tally]) -> None:
    recorded = list(recorded)
    there = {_key(one.request) for one in recorded}
    for one in recorded:
        altered = [each for each in request_mutations(one.request) if not each.left_out]
        altered = [each for each in altered if _key(each.request) not in there]  # another recorded request
        rewritten = list(rewrites(one.request))
        for tool, answered in tools.items():
            tally = tallies.setdefault(tool, Tally())
            tally.altered += len(altered)
            tally.rewritten += len(rewritten)
            for each in altered:
                if answered(each.request):
                    tally.wrong.append(f"interaction {one.n}: still answered: {each.path}: {each.what}")
                else:
                    tally.noticed += 1
            for number, request in enumerate(rewritten, 1):
                if answered(request):
                    tally.answered += 1
                else:
                    tally.wrong.append(f"interaction {one.n}: no longer answered: rewrite {number}")


def _key(request: HttpRequest) -> MatchKey:
    return Matching().key(request, identify(request))


def rewrites(request: HttpRequest) -> Iterator[HttpRequest]:
    """Writes a SOAP request in other ways that mean the same."""
    identified = identify(request)
    envelope = identified.envelope
    if envelope is None or envelope.payload is None:
        return
    root = envelope.root
    yield _with(request, etree.tostring(root, encoding="utf-8"))
    yield _with(request, etree.tostring(_prefixed(root), xml_declaration=True, encoding="utf-8"))
    indented = deepcopy(root)
    etree.indent(indented, "\t")
    yield _with(request, etree.tostring(indented, encoding="utf-8"))
    yield _with(request, etree.tostring(root, encoding="utf-8").replace(b"><", b"><!-- a remark --><", 1))
    reordered = deepcopy(root)
    for element in reordered.iter(etree.Element):
        attributes = sorted(element.items(), reverse=True)
        for name, _ in attributes:
            del element.attrib[name]
        element.attrib.update(attributes)
    yield _with(request, etree.tostring(reordered, encoding="utf-8"))
    shuffled = deepcopy(root)
    sets = [each for each in shuffled.iter(etree.Element) if len(each) > 1 and _is_member_set(each)]
    if sets:
        for each in sets:
            each[:] = list(reversed(each))
        yield _with(request, etree.tostring(shuffled, encoding="utf-8"))
    agent = Headers((*request.headers.without("user-agent"), ("User-Agent", "another client/2.0")))
    yield HttpRequest(agent, request.body, request.method, request.url)
    yield HttpRequest(request.headers, request.body, request.method, request.url.replace("/EWS/", "/ews/"))


def _is_member_set(element: etree._Element) -> bool:
    return is_set(element) and not str(element.tag).endswith("}Header")


def _with(request: HttpRequest, body: bytes) -> HttpRequest:
    return HttpRequest(request.headers.without("content-encoding"), body, request.method, request.url)


def _prefixed(root: etree._Element) -> etree._Element:
    """The same with other prefixes."""
    names = {uri: f"p{n}" for n, uri in enumerate(sorted(_namespaces(root)))}
    text = etree.tostring(root).decode()
    for element in [root, *root.iterdescendants(etree.Element)]:
        for prefix, uri in element.nsmap.items():
            if prefix and re.fullmatch(r"[A-Za-z]\w{0,20}", prefix):
                text = re.sub(rf"(</?){prefix}:", rf"\g<1>{names[uri]}:", text)
                text = re.sub(rf"(\s){prefix}:(?=[\w.-]{{1,99}}=\")", rf"\g<1>{names[uri]}:", text)
                text = text.replace(f"xmlns:{prefix}=", f"xmlns:{names[uri]}=")
    try:
        return etree.fromstring(text.encode())
    except etree.XMLSyntaxError:  # one prefix for two namespaces: then there is nothing to rename safely
        return root


def _namespaces(root: etree._Element) -> set[str]:
    return {uri for element in root.iter(etree.Element) for uri in element.nsmap.values()}


def _others(file: Path, recorded: list[Interaction], folder: Path) -> Iterator[tuple[str, Answered]]:
    try:
        yield "vcrpy (default)", _vcr(file, recorded, ("method", "scheme", "host", "port", "path", "query"))
        yield "vcrpy (with body)", _vcr(file, recorded, ("method", "uri", "body"))
    except ImportError as missing:
        print(f"vcrpy is not installed ({missing})")
    try:
        yield "cassetter (default)", _cassetter(file, recorded, folder, None)
        yield "cassetter (with body)", _cassetter(file, recorded, folder, ["method", "uri", "body"])
    except ImportError as missing:
        print(f"cassetter is not installed ({missing})")
    yield "mitmproxy's server replay", _mitmproxy(recorded)


def _ours(replayer: Replayer) -> Answered:
    return lambda request: replayer.respond(request, 0.0).header("x-ews-inspector") != "miss"


def _vcr(file: Path, recorded: list[Interaction], by: tuple[str, ...]) -> Answered:
    from vcr import matchers
    from vcr.cassette import Cassette as Other
    from vcr.request import Request

    def asked(request: HttpRequest) -> Request:
        return Request(request.method, _absolute(request), request.body, dict(request.headers))

    match_on = tuple(getattr(matchers, name) for name in by)
    other = Other(str(file.with_suffix(".yaml")), match_on=match_on, allow_playback_repeats=True)
    for one in recorded:
        answer = {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": b""}}
        other.append(asked(one.request), answer)
    return lambda request: bool(other.can_play_response_for(asked(request)))


def _cassetter(file: Path, recorded: list[Interaction], folder: Path, by: list[str] | None) -> Answered:
    from cassetter import Cassette as Other
    from cassetter import MatchConfig, RecordMode

    path = folder / f"{file.stem}-{'body' if by else 'default'}.yaml"
    written = Other(path, record_mode=RecordMode.ALL)

    def headers(request: HttpRequest) -> dict[str, list[str]]:
        return {name.lower(): [value] for name, value in request.headers}

    for one in recorded:
        request = one.request
        written.record(
            request.method, _absolute(request), headers(request), request.body or None, 200, {}, b"<a/>"
        )
    written.save()
    config = MatchConfig(match_on=by) if by else MatchConfig()
    errors = _no_match()

    def answered(request: HttpRequest) -> bool:
        # A cassette of its own: each recording answers once there.
        other = Other(path, record_mode=RecordMode.NONE, match_config=config)
        other.load()
        try:
            other.play(request.method, _absolute(request), headers(request), request.body or None)
        except errors:
            return False
        return True

    return answered


def _no_match() -> type[Exception]:
    import cassetter

    found = getattr(cassetter, "NoMatchError", None)
    if found is None:
        from cassetter.errors import NoMatchError as found
    return found  # type: ignore[no-any-return]


def _mitmproxy(recorded: list[Interaction]) -> Answered:
    from mitmproxy import http
    from mitmproxy.addons.serverplayback import ServerPlayback
    from mitmproxy.test import taddons, tflow

    playback = ServerPlayback()
    context = taddons.context(playback)
    context.configure(playback, server_replay_reuse=True)

    def flow_of(request: HttpRequest) -> http.HTTPFlow:
        flow = tflow.tflow(resp=True)
        fields = [(name.encode(), value.encode()) for name, value in request.headers]
        made = http.Request.make(request.method, _absolute(request), request.body, http.Headers(fields))
        flow.request = made
        return flow

    playback.load_flows([flow_of(one.request) for one in recorded])
    return lambda request: playback.next_flow(flow_of(request)) is not None


def _absolute(request: HttpRequest) -> str:
    return request.url if "://" in request.url else f"https://mail.example.com{request.url}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
