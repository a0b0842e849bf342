"""``ews-inspector show``: one interaction, readable or as it is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click
from lxml import etree

from inspector.cassette import Interaction
from inspector.cli.cassettes import READ, interaction, opened
from inspector.cli.options import examples, one_of
from inspector.errors import InputError, UsageError
from inspector.filter import body_text
from inspector.protocols import identify
from inspector.terminal import SEVERITY_STYLES, Output, Part, json_line
from inspector.wire.binary_xml import root_of
from inspector.wire.body import Value, open_body
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.printable import printable, printable_line
from inspector.wire.soap import read_documents
from inspector.wording import plural

Line = list[Part]

_MOST_VALUES, _LONGEST_VALUE = 200, 2000  # values, and characters of one


@click.command(
    "show",
    epilog=examples(
        "ews-inspector show session.jsonl 3 --response", "ews-inspector show sample:voicemail-um:9"
    ),
)
@click.argument("file")
@click.argument("number", required=False)
@click.option("--request", "only_request", is_flag=True, help="The request alone.")
@click.option("--response", "only_response", is_flag=True, help="The response alone.")
@click.option(
    "--raw",
    is_flag=True,
    help="The body of one message, byte for byte (the response's by default); escaped on a terminal.",
)
@click.option("--json", "as_json", is_flag=True, help="The interaction as it stands in the cassette.")
def command(
    file: str, number: str | None, only_request: bool, only_response: bool, raw: bool, as_json: bool
) -> None:
    """Show an interaction, FILE NUMBER or FILE:NUMBER: headers, bodies with their XML indented, findings."""
    one_of({"--request": only_request, "--response": only_response}, "Without either, both are shown.")
    one_of({"--raw": raw, "--json": as_json})
    one_of({"--json": as_json, "--request": only_request, "--response": only_response})
    name, n = interaction(file, number)
    if n is None:
        raise UsageError("which interaction?", file, "Write FILE NUMBER; 'ews-inspector list' shows them.")
    with opened(READ.convert(name, None, None)) as cassette:
        found = cassette.numbered(n)
    output = Output()
    if as_json:
        output.line(json_line(found.to_json()))
    elif raw:
        _write_raw(_raw(found, only_request), output)
    else:
        for line in _lines(found, only_request, only_response):
            output.line(*line)


def lines_of(interaction: Interaction, *, times: bool = True) -> Iterator[Line]:
    """Yields an interaction as lines for a terminal.

    Args:
        interaction: the interaction.
        times: whether it says when the request was made and how long the answer took.
    """
    return _lines(interaction, False, False, times)


def _write_raw(body: bytes, output: Output) -> None:
    """Writes a body as it is; on a terminal, nothing in it steers that."""
    if output.is_terminal:
        output.lines(printable(body.decode("utf-8", "replace")).splitlines())
    else:
        sys.stdout.buffer.write(body)


def _raw(interaction: Interaction, request: bool) -> bytes:
    message = interaction.request if request else interaction.response
    if message is None:
        raise UsageError(f"interaction {interaction.n} has no response: {interaction.error}")
    return message.body


def _lines(
    interaction: Interaction, only_request: bool, only_response: bool, times: bool = True
) -> Iterator[Line]:
    both = not (only_request or only_response)
    if both:
        yield [(_title(interaction, times), "bold")]
    if not only_response:
        yield []
        yield [(f"{interaction.request.method} {interaction.request.url}", "bold cyan")]
        yield from _message(interaction.request)
    if not only_request:
        yield []
        response = interaction.response
        if response is None:
            yield [(f"no response: {interaction.error or ''}", "red")]
        else:
            style = "bold green" if response.status < 400 else "bold red"
            yield [(f"{response.status} {response.reason}", style)]
            yield from _message(response)
    if both and interaction.findings:
        yield []
        yield from map(_finding, interaction.findings)


def _title(interaction: Interaction, times: bool) -> str:
    found = identify(interaction.request)
    parts = [f"interaction {interaction.n}", found.name or "", f"{found.endpoint} endpoint"]
    if times:
        parts += [f"at {interaction.at:.3f} s", f"took {interaction.took * 1000:.1f} ms"]
    if interaction.auth:
        parts.append(f"{interaction.auth.scheme} in {plural(interaction.auth.legs, 'leg')}")
    return ", ".join(part for part in parts if part)


def _message(message: HttpRequest | HttpResponse) -> Iterator[Line]:
    for name, value in message.headers:
        yield [(f"{name}:", "dim"), f" {value}"]
    yield []
    if not message.body:
        return
    try:
        decoded = root_of(message)
        roots = read_documents(message.content) if decoded is None else (decoded,)
    except InputError as problem:
        yield [(f"[{printable_line(str(problem))}]", "yellow")]
        yield from _plain(body_text(message))
        yield from _held(message, as_xml=False)
        return
    for root in roots:
        yield from _plain(_indented(root))
    yield from _held(message, as_xml=True)


def _held(message: HttpRequest | HttpResponse, as_xml: bool) -> Iterator[Line]:
    """What is packed in a body's values, and what of it cannot be looked into."""
    coding = message.header("content-encoding")
    body = open_body(message.body, message.header("content-type"), content_encoding=coding)
    packed = [value for value in body.values if value.span is None]
    if as_xml:  # the values of the document itself were shown
        packed = [value for value in packed if value.within is not None]
    before: Value | None = None
    for at, value in enumerate(packed[:_MOST_VALUES]):
        if at == 0 or value.within is not before:
            before = value.within
            yield []
            yield [(printable_line(f"{before.path if before else 'the body'} holds:"), "dim")]
        yield from _value(value, before)
    if len(packed) > _MOST_VALUES:
        yield [(f"... and {plural(len(packed) - _MOST_VALUES, 'value')} more", "dim")]
    for part in body.unread:
        where = printable_line(part.path or "the body")
        yield [
            (f"[{where}: {printable_line(part.reason)}, {part.length:,} bytes, not looked into]", "yellow")
        ]


def _value(value: Value, within: Value | None) -> Iterator[Line]:
    lines = [line for line in printable(value.text[:_LONGEST_VALUE]).splitlines() if line.strip()]
    more = "..." if len(value.text) > _LONGEST_VALUE else ""
    path = printable_line(value.path.removeprefix(within.path if within else "").lstrip("/"))
    if len(lines) == 1:
        yield [(f"  {path}: ", "dim"), f"{lines[0].strip()}{more}"]
    else:
        yield [(f"  {path}:", "dim")]
        for line in lines:
            yield [f"    {line}"]


def _plain(text: str) -> Iterator[Line]:
    return ([line] for line in printable(text).split("\n"))


def _indented(root: etree._Element) -> str:
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")


def _finding(found: dict[str, Any]) -> Line:
    where = f" ({found['document']} {found.get('section', '')})" if found.get("document") else ""
    line = f" line {found['line']}" if found.get("line") else ""
    severity = str(found.get("severity"))
    return [
        (severity, SEVERITY_STYLES.get(severity, "")),
        f" {found.get('code')} {found.get('name')}: {found.get('message')}{where}",
        (f" [{found.get('direction')}{line}]", "dim"),
    ]
