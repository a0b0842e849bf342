"""Who notices an altered request, and who answers a harmlessly rewritten one, on all sample cassettes.

Each significant place of each recorded SOAP request is altered in turn (values, attributes, leaves, whose
mailbox it is): a replay that still answers would hide a change of the client. And each request is written in
other ways that mean the same: a replay that misses would fail a test for nothing.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
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


def main() -> None:
    """Prints a row for each tool: alterations noticed, rewrites answered."""
    files = sorted(cassettes_dir().glob("*.jsonl"))
    counts: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            with Cassette(file) as cassette:
                recorded = [one for one in cassette if one.response is not None]
            tools = dict(_tools(file, recorded, Path(folder)))
            there = {_key(one.request) for one in recorded}
            for one in recorded:
                _measure(one.request, tools, counts, there)
    print(f"{len(files)} sample cassettes")
    print(f"{'':34}{'altered, noticed':>24}{'rewritten, answered':>24}")
    for tool, count in counts.items():
        noticed = f"{count['noticed']:,} of {count['altered']:,}"
        answered = f"{count['answered']:,} of {count['rewritten']:,}"
        print(f"{tool:34}{noticed:>24}{answered:>24}")


def _measure(
    request: HttpRequest, tools: dict[str, Answered], counts: dict[str, Counter[str]], there: set[MatchKey]
) -> None:
    altered = [one.request for one in request_mutations(request) if not one.left_out]
    altered = [one for one in altered if _key(one) not in there]  # some are another recorded request
    rewritten = list(rewrites(request))
    for tool, answered in tools.items():
        count = counts.setdefault(tool, Counter())
        count["altered"] += len(altered)
        count["noticed"] += sum(not answered(one) for one in altered)
        count["rewritten"] += len(rewritten)
        count["answered"] += sum(map(answered, rewritten))


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


def _tools(file: Path, recorded: list[Interaction], folder: Path) -> Iterator[tuple[str, Answered]]:
    yield "ews-inspector", _ours(file)
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


def _ours(file: Path) -> Answered:
    replayer = Replayer([file], any_order=True)
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
    main()
