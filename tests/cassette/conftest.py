import pytest

from inspector.cassette import CassetteWriter, Interaction
from inspector.wire import HttpRequest, HttpResponse


@pytest.fixture
def interaction():
    def make(text: str = "hello") -> Interaction:
        return Interaction(
            n=0,
            at=1.5,
            request=HttpRequest(url="/EWS/Exchange.asmx", body=f"<{text}/>".encode()),
            response=HttpResponse(body=f"<{text}Response/>".encode()),
        )

    return make


@pytest.fixture
def recorded(tmp_path, interaction):
    """A cassette of three interactions."""
    path = tmp_path / "three.jsonl"
    with CassetteWriter(path) as writer:
        for text in ("one", "two", "three"):
            writer.append(interaction(text))
    return path
