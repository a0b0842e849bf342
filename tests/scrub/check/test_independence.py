"""The check imports nothing of scrubbing but the recognition of stand-ins."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
CONTRACT = "What looks for leaks has other eyes than what scrubs"


def test_the_contract_names_each_module_of_scrubbing_that_there_is() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (forbidden,) = (one["forbidden_modules"] for one in contracts if one["name"].startswith(CONTRACT))
    modules = {file.stem for file in (ROOT / "inspector" / "scrub").glob("*.py")}
    assert modules - {"__init__", "pseudonyms"} == {name.rpartition(".")[2] for name in forbidden}
