"""``ews-inspector show``: one interaction, readable or as it is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click
import msgspec
from lxml import etree

from inspector.cassette import Interaction
from inspector.cli.cassettes import opened
from inspector.errors import UnreadableInput, UsageError
from inspector.filter import body_text
from inspector.protocols import identify
from inspector.protocols.asemail.decode import root_of
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.printable import printable, printable_line
from inspector.wire.soap import read_documents


@click.command("show", epilog="Example: ews-inspector show session.jsonl 3 --response")
@click.argument("file", type=click.Path(dir_okay=False))
@click.argument("number", type=click.IntRange(min=1))
@click.option("--request", "only_request", is_flag=True, help="The request alone.")
@click.option("--response", "only_response", is_flag=True, help="The response alone.")
@click.option(
    "--raw", is_flag=True, help="The body of one message, byte for byte (the response's by default)."
)
@click.option("--json", "as_json", is_flag=True, help="The interaction as it stands in the cassette.")
def command(
    file: str, number: int, only_request: bool, only_response: bool, raw: bool, as_json: bool
) -> None:
    """Show an interaction: headers, bodies with their XML indented, and what was found."""
    if only_request and only_response:
        raise UsageError("--request and --response exclude each other", fix="Without either, both are shown.")
    with opened(file) as cassette:
        interaction = cassette.numbered(number)
    if as_json:
        click.echo(msgspec.json.encode(interaction.to_json()))
    elif raw:
        sys.stdout.buffer.write(_raw(interaction, only_request))
    else:
        for line in _lines(interaction, only_request, only_response):
            click.echo(line)


def lines_of(interaction: Interaction, *, times: bool = True) -> Iterator[str]:
    """Yields an interaction as text.

    Args:
        interaction: the interaction.
        times: whether it says when the request was made and how long the answer took.
    """
    return _lines(interaction, False, False, times)


def _raw(interaction: Interaction, request: bool) -> bytes:
    message = interaction.request if request else interaction.response
    if message is None:
        raise UsageError(f"interaction {interaction.n} has no response: {interaction.error}")
    return message.body


def _lines(
    interaction: Interaction, only_request: bool, only_response: bool, times: bool = True
) -> Iterator[str]:
    if not (only_request or only_response):
        yield _title(interaction, times)
    if not only_response:
        yield ""
        yield printable_line(f"{interaction.request.method} {interaction.request.url}")
        yield from _message(interaction.request)
    if not only_request:
        yield ""
        response = interaction.response
        if response is None:
            yield f"no response: {printable_line(interaction.error or '')}"
        else:
            yield printable_line(f"{response.status} {response.reason}")
            yield from _message(response)
    if not (only_request or only_response):
        yield from _findings(interaction)


def _title(interaction: Interaction, times: bool) -> str:
    found = identify(interaction.request)
    parts = [f"interaction {interaction.n}", found.name or "", f"{found.endpoint} endpoint"]
    if times:
        parts += [f"at {interaction.at:.3f} s", f"took {interaction.took * 1000:.1f} ms"]
    if interaction.auth:
        parts.append(f"{interaction.auth.scheme} in {interaction.auth.legs} legs")
    return printable_line(", ".join(part for part in parts if part))


def _message(message: HttpRequest | HttpResponse) -> Iterator[str]:
    for name, value in message.headers:
        yield printable_line(f"{name}: {value}")
    yield ""
    if not message.body:
        return
    try:
        decoded = root_of(message)
        roots = read_documents(message.content) if decoded is None else (decoded,)
    except UnreadableInput as problem:
        yield f"[{printable_line(str(problem))}]"
        yield printable(body_text(message))
        return
    yield from (printable(_indented(root)) for root in roots)


def _indented(root: etree._Element) -> str:
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")


def _findings(interaction: Interaction) -> Iterator[str]:
    if interaction.findings:
        yield ""
    for found in interaction.findings:
        yield printable_line(_finding(found))


def _finding(found: dict[str, Any]) -> str:
    where = f" ({found['document']} {found.get('section', '')})" if found.get("document") else ""
    line = f" line {found['line']}" if found.get("line") else ""
    return (
        f"{found.get('severity')} {found.get('code')} {found.get('name')}: "
        f"{found.get('message')}{where} [{found.get('direction')}{line}]"
    )
