"""``ews-inspector schemas``: list schema sets, import more, and write the bundled one for other tools."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from inspector.cassette.atomic_write import whole
from inspector.cli.options import examples
from inspector.conformance.schema_flat import flat_files
from inspector.conformance.schema_import import import_schemas
from inspector.conformance.schema_sets import SchemaSet, bundled_files, schema_sets
from inspector.errors import UsageError, WriteError
from inspector.protocols.registry import operations
from inspector.terminal import say
from inspector.wording import plural


@click.group("schemas", epilog=examples("ews-inspector schemas import ./xsd --name 2013sp1"))
def command() -> None:
    """List the schema sets that can judge, import more, and write the bundled one for other tools."""


@command.command("list", epilog=examples("ews-inspector schemas list --json"))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(as_json: bool) -> None:
    """List the schema sets: names, versions, and how many operations each covers.

    'Ours' counts those that our documents define. Where the judge is xmlschema, judging is far
    slower. --json names all operations of each set, and where it was imported from.
    """
    sets = schema_sets()
    if as_json:
        for each in sets:
            click.echo(json.dumps(_facts(each)))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Name", "Version", "Endpoint", "Operations", "Ours", "Judge"):
        table.add_column(heading, no_wrap=True)
    for each in sets:
        for number, endpoint in enumerate(sorted(each.drivers)):
            covered = each.operations(endpoint)
            first = not number
            table.add_row(
                each.name if first else "",
                each.version if first else "",
                str(endpoint),
                str(len(covered)),
                str(len(_ours(covered, endpoint))),
                "xmlschema" if each.slow else "libxml2",
            )
    Console(highlight=False).print(table)


@command.command(
    "import", epilog=examples("ews-inspector schemas import https://mail.example.com/EWS/ --name server")
)
@click.argument("source", metavar="DIR-or-URL")
@click.option("--name", required=True, help="What to call the set.")
@click.option("--replace", is_flag=True, help="Take the place of a set of this name.")
def import_(source: str, name: str, replace: bool) -> None:
    """Import messages.xsd, types.xsd and what belongs to them, mended as far as need be.

    Name the folder, or a file that includes and imports the others; a URL likewise.

    The set is kept in the user's own data folder, or in the one that EWS_INSPECTOR_HOME names.
    """
    made = import_schemas(
        source,
        name,
        replace=replace,
        progress=lambda text: say(f"{text} ...", err=True),
    )
    for note in made.notes:
        say(f"note: {note}")
    for endpoint in made.drivers:
        covered = made.operations(endpoint)
        click.echo(
            f"imported {made.name} (version {made.version or 'unknown'}): "
            f"{plural(len(covered), 'operation')} on the {endpoint} endpoint, "
            f"{len(_ours(covered, endpoint))} of them in the documents"
        )
    say(f"use it with: ews-inspector validate FILE --schemas {made.name}")


@command.command("export", epilog=examples("ews-inspector schemas export ./wsdl --flat"))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--flat", is_flag=True, help="A WSDL for each endpoint, and a schema for each namespace; no includes."
)
@click.option("--force", is_flag=True, help="Take the place of files that are there.")
def export(folder: Path, flat: bool, force: bool) -> None:
    """Write the bundled XSD and WSDL files into a folder, for clients and other tools.

    They are a file for each document and topic. Tools that do not follow includes, such as suds, read the
    flat form: services.wsdl, messages.xsd and types.xsd of the EWS endpoint, um.wsdl and um-messages.xsd of
    the other. The addresses in the WSDLs are placeholders.
    """
    files = flat_files() if flat else bundled_files()
    there = next((folder / name for name in files if (folder / name).exists()), None)
    if there is not None and not force:
        raise UsageError(f"{there} is there already", fix="Choose another folder, or give --force.")
    for name, content in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise WriteError(f"it cannot be made ({problem.strerror})", str(path.parent)) from None
        with whole(path, instead=force) as part:
            part.write_bytes(content)
    click.echo(f"wrote {plural(len(files), 'file')} to {folder}")


def _ours(covered: tuple[str, ...], endpoint: str) -> list[str]:
    return [each.name for each in operations() if each.endpoint == endpoint and each.request in covered]


def _facts(each: SchemaSet) -> dict[str, object]:
    return {
        "name": each.name,
        "version": each.version,
        "source": each.source,
        "slow": each.slow,
        "notes": list(each.notes),
        "operations": {str(endpoint): list(each.operations(endpoint)) for endpoint in each.drivers},
    }
