"""Requests that went wrong on the way: whatever is missing, doubled or garbled, the simulator answers."""

from __future__ import annotations

import copy
import random
from functools import cache

import pytest
from lxml import etree

from inspector.simulator import Simulator
from inspector.wire.http import HttpRequest
from inspector.wire.soap import read_envelope
from tests.simulator.asking import Asking
from tests.simulator.tour import tour

GARBAGE = ["", "x", "0", "-1", "true", "AAMkAGI=", "9" * 20, "\u6f22\u5b57", "a b", "0x", "P1D", " "]
# What the tour does not ask for; a request each, parted by empty lines.
MORE = """
<m:FindItem Traversal="Shallow">
  <m:ItemShape><t:BaseShape>AllProperties</t:BaseShape><t:AdditionalProperties>
    <t:ExtendedFieldURI PropertyTag="0x0fff" PropertyType="Binary"/>
  </t:AdditionalProperties></m:ItemShape>
  <m:IndexedPageItemView MaxEntriesReturned="1" Offset="0" BasePoint="End"/>
  <m:Restriction><t:And>
    <t:Contains ContainmentMode="Substring">
      <t:FieldURI FieldURI="item:Subject"/><t:Constant Value="a"/>
    </t:Contains>
    <t:Excludes><t:FieldURI FieldURI="item:Size"/><t:Bitmask Value="1"/></t:Excludes>
    <t:IsEqualTo><t:FieldURI FieldURI="message:From"/>
      <t:FieldURIOrConstant><t:Constant Value="a"/></t:FieldURIOrConstant></t:IsEqualTo>
  </t:And></m:Restriction>
  <m:SortOrder>
    <t:FieldOrder Order="Ascending"><t:FieldURI FieldURI="item:Subject"/></t:FieldOrder>
  </m:SortOrder>
  <m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds>
</m:FindItem>

<m:FindFolder Traversal="Deep">
  <m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>
  <m:FractionalPageFolderView Numerator="1" Denominator="2"/>
  <m:ParentFolderIds><t:DistinguishedFolderId Id="root"/></m:ParentFolderIds>
</m:FindFolder>

<m:GetFolder>
  <m:FolderShape><t:BaseShape>AllProperties</t:BaseShape><t:AdditionalProperties>
    <t:ExtendedFieldURI PropertyTag="4095" PropertyType="Binary"/>
  </t:AdditionalProperties></m:FolderShape>
  <m:FolderIds><t:DistinguishedFolderId Id="inbox"><t:Mailbox>
    <t:EmailAddress>user@example.com</t:EmailAddress>
  </t:Mailbox></t:DistinguishedFolderId></m:FolderIds>
</m:GetFolder>

<m:CreateFolder>
  <m:ParentFolderId><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderId>
  <m:Folders><t:Folder><t:DisplayName>New</t:DisplayName></t:Folder></m:Folders>
</m:CreateFolder>

<m:ConvertId DestinationFormat="EntryId">
  <m:SourceIds><t:AlternateId Format="EwsId" Id="AAMk" Mailbox="x"/></m:SourceIds>
</m:ConvertId>

<m:GetServerTimeZones><m:Ids><t:Id>UTC</t:Id></m:Ids></m:GetServerTimeZones>

<m:MarkAsJunk IsJunk="true" MoveItem="true"><m:ItemIds><t:ItemId Id="AAMk"/></m:ItemIds></m:MarkAsJunk>

<m:CreateItem MessageDisposition="SendAndSaveCopy"><m:Items><t:Message>
  <t:MimeContent>U3ViamVjdDogeA0KVG86IGFAYi5jDQoNCnk=</t:MimeContent>
  <t:Attachments>
    <t:FileAttachment><t:Name>a</t:Name><t:Content>eA==</t:Content></t:FileAttachment>
  </t:Attachments>
  <t:ExtendedProperty>
    <t:ExtendedFieldURI PropertyTag="0x3FFF" PropertyType="String"/><t:Value>v</t:Value>
  </t:ExtendedProperty>
</t:Message></m:Items></m:CreateItem>
""".strip().split("\n\n")


@cache
def good_requests() -> list[tuple[str, bytes]]:
    """Every request of the tour, and those beside the documents; as paths and bodies."""
    kept: list[tuple[str, bytes]] = []

    class Listening(Simulator):
        def respond(self, request, at):
            kept.append((request.url, request.body))
            return super().respond(request, at)

    asking = Asking(Listening(), strict=False)
    assert tour(asking) == []
    for body in MORE:
        asking.ews(body)
    return kept


def spoilt(body: bytes, chance: random.Random) -> bytes:
    """Takes one to three things of a request away, doubles them, moves them or fills them with garbage."""
    root = etree.fromstring(body)
    for _ in range(chance.randint(1, 3)):
        elements = [item for item in root.iter(etree.Element) if item.getparent() is not None]
        if not elements:
            break
        element = chance.choice(elements)
        parent = element.getparent()
        assert parent is not None
        what = chance.randrange(6)
        if what == 0:
            parent.remove(element)
        elif what == 1:
            parent.insert(0, copy.deepcopy(element))
        elif what == 2:
            element.text = chance.choice(GARBAGE)
        elif what == 3 and element.attrib:
            element.set(chance.choice(list(element.attrib)), chance.choice(GARBAGE))
        elif what == 4 and element.attrib:
            del element.attrib[chance.choice(list(element.attrib))]
        else:
            element[:] = []
    return etree.tostring(root)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("judged", [True, False], ids=["judged", "not judged"])
def test_a_request_that_went_wrong_is_answered_all_the_same(seed: int, judged: bool) -> None:
    chance = random.Random(seed)
    simulator = Simulator() if judged else Simulator(validator=None)
    requests = [item for item in good_requests() if item[1].startswith(b"<s:Envelope xmlns")]
    for number in range(400):
        path, body = chance.choice(requests)
        broken = spoilt(body, chance)
        response = simulator.respond(HttpRequest(url=path, body=broken), number)
        assert response.status in (200, 500), broken
        assert read_envelope(response.body).payload is not None
