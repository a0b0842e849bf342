"""Contacts that a mailbox begins with, as a scenario wants it."""

from __future__ import annotations

from random import Random

from inspector.protocols.common.answers import T
from inspector.protocols.oxwscont.contacts import new_contact
from inspector.protocols.oxwscore.made_up import person
from inspector.protocols.oxwscore.mailbox import Mailbox


def fill_contacts(mailbox: Mailbox, seed: str, count: int) -> None:
    """Puts contacts into the contacts folder.

    Args:
        mailbox: the mailbox.
        seed: what they follow from.
        count: how many there are.
    """
    random = Random(f"{seed}:{mailbox.address.lower()}:contacts")
    folder = mailbox.known_folder("contacts")
    for _ in range(count):
        somebody = person(random)
        given = T.Contact(
            T.FileAsMapping("LastCommaFirst"),
            T.GivenName(somebody.given),
            T.EmailAddresses(T.Entry(somebody.address, Key="EmailAddress1")),
            T.PhoneNumbers(T.Entry(f"+1 425 555 01{random.randrange(100):02}", Key="BusinessPhone")),
            T.Surname(somebody.surname),
        )
        mailbox.add(folder, new_contact(mailbox, given, 0.0))
