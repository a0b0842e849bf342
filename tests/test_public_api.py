"""The names that the package promises."""

import subprocess
import sys

import pytest

import inspector


@pytest.mark.parametrize("name", inspector.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(inspector, name) is not None
    assert name in dir(inspector)


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = inspector.nothing


def test_importing_the_package_loads_no_large_library() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, inspector; print('\\n'.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.split()
    assert not {"mitmproxy", "textual", "xmlschema", "lxml", "msgspec", "uvicorn"} & set(loaded)
