"""What the tests of the judge share."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / ".." / "shared"


@pytest.fixture(scope="session")
def reference() -> Path:
    """Reference schemas and recorded traffic. They are not part of the project."""
    path = (SHARED / "reference").resolve()
    if not path.is_dir():
        pytest.skip(f"the reference material is not at {path}")
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's own folder, empty."""
    path = tmp_path / "home"
    monkeypatch.setenv("EWS_INSPECTOR_HOME", str(path))
    return path
