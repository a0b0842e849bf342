"""Where an element stands in a message."""

import pytest
from lxml import etree

from inspector.protocols.common.paths import path_of

MESSAGE = etree.fromstring(
    b'<x:Envelope xmlns:x="http://schemas.xmlsoap.org/soap/envelope/"><x:Body>'
    b'<Get xmlns="http://schemas.microsoft.com/exchange/services/2006/messages">'
    b'<t:Id xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" Id="1"/>'
    b'<t:Id xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"/>'
    b'<o:Other xmlns:o="urn:other"/><bare xmlns=""/></Get></x:Body></x:Envelope>'
)


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (0, "/soap:Envelope/soap:Body/m:Get/t:Id[1]"),
        (1, "/soap:Envelope/soap:Body/m:Get/t:Id[2]"),
        (2, "/soap:Envelope/soap:Body/m:Get/*:Other"),
        (3, "/soap:Envelope/soap:Body/m:Get/bare"),
    ],
)
def test_paths_have_this_projects_prefixes_whatever_the_messages_are(place: int, path: str) -> None:
    assert path_of(MESSAGE[0][0][place]) == path


def test_an_attribute_stands_at_the_end() -> None:
    assert path_of(MESSAGE[0][0][0], "{urn:any}Id") == "/soap:Envelope/soap:Body/m:Get/t:Id[1]/@Id"


def test_the_root_is_a_path() -> None:
    assert path_of(MESSAGE) == "/soap:Envelope"
