"""What the tests of clients rest on can fail."""

from __future__ import annotations

import pytest

from inspector.cassette import Interaction
from inspector.wire import Headers, HttpRequest
from tests.clients.stage import judged
from tests.messages import soap


def test_an_operation_that_no_schema_judges_is_found_in_what_a_client_has_sent() -> None:
    fields = Headers([("Content-Type", "text/xml; charset=utf-8")])
    sent = HttpRequest(fields, soap("<m:GetSharingFolder/>"), url="/EWS/Exchange.asmx")
    with pytest.raises(AssertionError, match="GetSharingFolder"):
        judged([Interaction(1, 0.0, sent)])
