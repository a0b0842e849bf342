"""Nobody outside a document's folder knows the document, and nothing imports in circles.

A document may build on others (MS-OXWSMSG on MS-OXWSCORE), and the registry lists them. What looks at the
wire only (``wire``, ``protocols/activesync``) has tables of ActiveSync's own, with commands like ours.
Sentences for people may name what they like; texts that are names, paths or lists of names may not.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

from inspector.protocols.activesync.head import COMMANDS
from inspector.protocols.registry import DOCUMENTS, operations

ROOT = Path(__file__).parents[2]
OURS = [document for document in DOCUMENTS if document.folder != "common"]
EXCEPTIONS = {
    "inspector/cli/demo_client.py": "it is a client, and asks what clients ask",
    "inspector/protocols/server.py": "every server stands on the store of MS-OXWSCORE",
    "inspector/simulator/scenario.py": "the file of a scenario describes calls and voice messages",
}
ELSEWHERE = ("inspector/wire/", "inspector/protocols/activesync/", "inspector/protocols/registry.py")

PACKAGE = re.compile(rf"\b({'|'.join(document.folder for document in OURS)})\b")
CODE = re.compile(rf"({'|'.join(document.codes for document in OURS if document.codes)})\d{{3}}")
# What is a word, or an item, and no command of ActiveSync, where it stands alone.
WORDS = {"Find", "MeetingResponse", "Ping", "Search", "Settings", "Sync"}
OPERATIONS = frozenset(
    {name for each in operations() for name in (each.name, each.request, each.response)}
    | {each.response.removesuffix("Response") + "ResponseMessage" for each in operations()}
    | ({*COMMANDS} - WORDS)
)


def outside() -> list[Path]:
    """The files outside all folders of documents."""
    folders = tuple(f"inspector/protocols/{document.folder}/" for document in DOCUMENTS)
    files = (file for folder in ("inspector", "addons") for file in (ROOT / folder).rglob("*.py"))
    return [file for file in files if not where(file).startswith((*folders, *ELSEWHERE))]


def where(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def named_in(file: Path) -> Iterator[str]:
    """What a file says of documents: what it imports of them, and texts that are names of theirs."""
    tree = ast.parse(file.read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("inspector.protocols"):
            imported = f"{node.module} {' '.join(alias.name for alias in node.names)}"
            yield from (f"line {node.lineno}: {found}" for found in PACKAGE.findall(imported))
        elif isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
            text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
            parts = re.split(r"[\\/:.<>{}()|=,?+'\"\s]+", text)
            if not all(re.fullmatch(r"[\w@*:#-]*", part) for part in parts) or is_said(text):
                continue
            names = [part for part in parts if part in OPERATIONS]
            names += [part for part in parts if PACKAGE.fullmatch(part) or CODE.fullmatch(part)]
            yield from (f"line {node.lineno}: {name}" for name in names)


def is_said(text: str) -> bool:
    """Whether a text is a sentence, or part of one: it has a word that no name is like."""
    words = text.split()
    return len(words) > 1 and any(re.fullmatch(r"[a-z]{2,}", word) for word in words)


def test_no_file_outside_a_documents_folder_names_the_document() -> None:
    found = {where(file): names for file in outside() if (names := list(named_in(file)))}

    assert {file: names for file, names in found.items() if file not in EXCEPTIONS} == {}
    assert set(EXCEPTIONS) <= set(found), "an exception that is none any more"
    assert len(EXCEPTIONS) <= 3


@pytest.mark.parametrize(
    "text",
    [
        "from inspector.protocols.oxwums.calls import Call",
        "from inspector.protocols import oxwums",
        'folder = "oxwums"',
        'code = "UMS021"',
        'path = "Body/CreateItem/Items"',
        'sign = b"<CreateItem>"',
        'response = "GetItemResponseMessage"',
        'command = "GetItemEstimate"',
        "start = b'<m:FindItem Traversal=\"Shallow\"'",
        "sign = '(?:GetFolder|FindFolder)'",
        'tag = "{http://schemas.microsoft.com/exchange/services/2006/messages}GetItemResponse"',
    ],
)
def test_a_file_that_names_one_is_found(text: str, tmp_path: Path) -> None:
    file = tmp_path / "outside.py"
    file.write_text(text)
    assert list(named_in(file))


def test_nothing_imports_in_a_circle() -> None:
    imports = imports_of_each()
    assert len(imports) > 400
    # The registry loads the documents by the names in its list.
    imports["inspector.protocols.registry"] |= {document.package for document in DOCUMENTS}
    TopologicalSorter(imports).prepare()  # raises a CycleError that names the circle


def test_what_is_judged_is_not_asked_for_the_verdict() -> None:
    imports = imports_of_each()
    for document in DOCUMENTS:  # which has both, and loads them when they are asked for
        imports[document.package] = set()
    below = [module for module in imports if module.startswith("inspector.protocols.")]
    rules = {module for module in below if module.endswith("rules")}
    servers = {module for module in below if module.rpartition(".")[2] in ("server", "service")}

    assert len(rules) > 15 and len(servers) > 10
    assert not [module for module in rules if reached(imports, module) & servers]
    assert not [module for module in servers if reached(imports, module) & rules]


def imports_of_each() -> dict[str, set[str]]:
    graph = grimp.build_graph("inspector", exclude_type_checking_imports=True, cache_dir=None)
    return {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}


def reached(imports: dict[str, set[str]], start: str) -> set[str]:
    found, pending = {start}, [start]
    while pending:
        new = imports[pending.pop()] - found
        found |= new
        pending += new
    return found - {start}
