"""``ews-inspector schemas``, as its users run it."""

import json
from pathlib import Path

import pytest

from inspector.cli import main

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
XSD = (
    f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{MESSAGES}" '
    'version="Exchange2099"><xs:element name="Ask" type="xs:int"/>'
    '<xs:element name="AskResponse" type="xs:int"/></xs:schema>'
)
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EWS_INSPECTOR_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def source(tmp_path: Path) -> str:
    path = tmp_path / "xsd"
    path.mkdir()
    (path / "messages.xsd").write_text(XSD)
    return str(path)


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(list(words))
    return int(end.value.code or 0)


def test_a_set_is_imported_listed_and_judges(
    source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("schemas", "import", source, "--name", "mine") == 0
    assert "imported mine (version Exchange2099): 1 operation on the ews endpoint" in capsys.readouterr().out
    assert run("schemas", "list") == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["mine", "Exchange2099", "ews", "1", "0", "libxml2"] in rows
    assert [row[0] for row in rows if len(row) == 6] == ["Name", "bundled", "mine"]
    message = tmp_path / "a.xml"
    message.write_text(
        f'<s:Envelope xmlns:s="{SOAP}"><s:Body><Ask xmlns="{MESSAGES}">two</Ask></s:Body></s:Envelope>'
    )
    assert run("validate", str(message), "--schemas", "mine", "--select", "XSD") == 1
    assert "[mine/ews]" in capsys.readouterr().out


def test_the_list_as_json_names_the_operations(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schemas", "list", "--json") == 0
    (bundled,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert len(bundled["operations"]["um"]) == 11 and {"GetItem", "FindItem", "SyncFolderItems"} <= set(
        bundled["operations"]["ews"]
    )


def test_what_goes_wrong_is_one_line_and_status_2(
    source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["import", source, "--name", "a/b"], ["import", str(tmp_path / "none"), "--name", "x"]):
        assert run("schemas", *words) == 2
        last = capsys.readouterr().err.splitlines()[-1]
        assert last.startswith("ews-inspector: ")


def test_a_file_brings_what_it_includes_of_its_own_folder_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def schema(name: str, *included: str) -> str:
        more = "".join(f'<xs:include schemaLocation="{each}"/>' for each in included)
        return XSD.replace("><xs:element", f">{more}<xs:element", 1).replace('"Ask', f'"{name}')

    folder = tmp_path / "xsd"
    folder.mkdir()
    (folder / "messages.xsd").write_text(schema("Ask", "more.xsd"))
    (folder / "more.xsd").write_text(schema("Tell", "messages.xsd"))  # a circle, as Exchange's own have
    (folder / "unrelated.xsd").write_text("no schema")
    (tmp_path / "outside.xsd").write_text("no schema either")
    assert run("schemas", "import", str(folder / "messages.xsd"), "--name", "mine") == 0
    assert "2 operations on the ews endpoint" in capsys.readouterr().out
    (folder / "more.xsd").write_text(schema("Tell", "../outside.xsd"))
    assert run("schemas", "import", str(folder / "messages.xsd"), "--name", "other") == 0
    assert "outside.xsd is not there and was left out" in capsys.readouterr().out


def test_the_bundled_schemas_are_written_as_they_are_or_flat(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("schemas", "export", str(tmp_path / "flat"), "--flat") == 0
    assert "wrote 5 files" in capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "flat").iterdir()) == [
        "messages.xsd",
        "services.wsdl",
        "types.xsd",
        "um-messages.xsd",
        "um.wsdl",
    ]
    assert run("schemas", "export", str(tmp_path / "whole")) == 0
    assert (tmp_path / "whole/oxwsmsg/MS-OXWSMSG.wsdl").is_file() and (tmp_path / "whole/ews.xsd").is_file()


def test_an_export_takes_nothing_s_place_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "um.wsdl").write_text("mine")
    assert run("schemas", "export", str(tmp_path), "--flat") == 2
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["um.wsdl"]
    assert run("schemas", "export", str(tmp_path), "--flat", "--force") == 0
    assert (tmp_path / "um.wsdl").read_text() != "mine"
