"""``ews-inspector rules``."""

import json

import pytest

from inspector.cli.main import main
from inspector.conformance.code_index import all_codes


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(["rules", *words])
    output = capsys.readouterr()
    return int(end.value.code or 0), output.out, output.err


def test_without_a_code_every_code_is_listed(capsys):
    status, out, _ = run(capsys)

    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == [entry.code for entry in all_codes()]


def test_a_beginning_lists_the_codes_that_begin_so(capsys):
    _, out, _ = run(capsys, "ums")

    assert {line[:3] for line in out.splitlines()} == {"UMS"}


def test_a_code_is_explained_with_its_section_and_examples(capsys):
    _, out, _ = run(capsys, "UMS021")

    assert "MS-OXWUMS section 3.1.4.8.2.2 (MUST)" in out
    assert out.index("good:") < out.index("bad:") < out.index("MS-OXWUMS_S3.1.4.8.2.2")


@pytest.mark.parametrize("code", ["WIRE005", "XSD001"])
def test_codes_of_the_other_checks_are_explained_too(capsys, code):
    status, out, _ = run(capsys, code)

    assert status == 0 and out.startswith(code)


def test_an_unknown_code_is_refused_with_the_nearest(capsys):
    status, _, err = run(capsys, "UMS0211")

    assert status == 2 and "Did you mean UMS021?" in err


def test_coverage_has_a_line_for_each_document(capsys):
    _, out, _ = run(capsys, "--coverage")

    assert "MS-OXWUMS" in out and "100%" in out


def test_coverage_of_a_code_is_refused(capsys):
    assert run(capsys, "--coverage", "UMS021")[0] == 2


def test_json_is_one_object_a_line(capsys):
    _, out, _ = run(capsys, "--json")
    pages = [json.loads(line) for line in out.splitlines()]
    _, counted, _ = run(capsys, "--coverage", "--json")

    assert {page["code"] for page in pages} == {entry.code for entry in all_codes()}
    assert all(json.loads(line)["accounted"] == 1 for line in counted.splitlines())


def test_pages_cannot_be_written_over_a_file(capsys, tmp_path):
    (tmp_path / "taken").write_text("")
    status, _, err = run(capsys, "--docs", str(tmp_path / "taken" / "rules"))

    assert status == 2 and "cannot be written" in err
