"""What a stranger writes is read or refused in a sentence, soon: each part that reads, with damaged input.

The parser with the judge, and WBXML, have a hundred thousand each (tests/wire/test_hostile.py,
test_wbxml_hostile.py); bodies that are opened, scrubbed and checked tests/scrub/test_fuzzing.py.
"""

from __future__ import annotations

import logging

import pytest

from tests.fuzzing import PARTS, inputs, trouble_with

COUNT = 20_000


@pytest.mark.parametrize("part", ["canonical", "ntlm", "mime", "filter", "reader", "control"])
def test_damaged_input_is_read_or_refused(part: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    read = PARTS[part].reader()
    found = [
        (trouble, content) for content in inputs(part, 1, COUNT) if (trouble := trouble_with(read, content))
    ]
    assert found == []
