"""GetUserConfiguration (MS-OXWSUSRCFG section 3.1.4.3): the options that Outlook on the web keeps."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from lxml import etree

from inspector.protocols.common.answers import M, T, answer_each
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import first_child, required, text_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.server import DocumentServer

# Configurations by folder and name, and their dictionaries. Clients read the time zone of a user here.
_KEPT = {("root", "OWA.UserOptions"): {"timezone": "UTC"}}


def get_user_configuration(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSUSRCFG section 3.1.4.3."""
    asked = [required(payload, "UserConfigurationName")]
    wanted = text_of(required(payload, "UserConfigurationProperties")).split()

    def one(named: etree._Element) -> Iterator[etree._Element]:
        folder = mailbox.folders[mailbox.folder_named(first_child(named))]
        options = _KEPT.get((folder.known_as, named.get("Name", "")))
        if options is None:
            raise OperationError("ErrorItemNotFound")
        shown = copy.deepcopy(named)
        shown.tail = None
        configuration = M.UserConfiguration(shown)
        shown.tag = T.UserConfigurationName().tag
        if "All" in wanted or "Dictionary" in wanted:
            configuration.append(T.Dictionary(*(_entry(*each) for each in options.items())))
        yield configuration

    return answer_each("GetUserConfiguration", asked, one)


def _entry(key: str, value: str) -> etree._Element:
    return T.DictionaryEntry(
        T.DictionaryKey(T.Type("String"), T.Value(key)), T.DictionaryValue(T.Type("String"), T.Value(value))
    )


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"GetUserConfiguration": get_user_configuration},
    how_far={"GetUserConfiguration": "OWA.UserOptions, with the time zone UTC"},
)
"""What clients keep in folders about themselves."""
