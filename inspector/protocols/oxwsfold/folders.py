"""The folders that every mailbox has (MS-OXWSFOLD, DistinguishedFolderIdNameType)."""

from __future__ import annotations

from inspector.protocols.oxwscore.store import Folder


def _tree(*rows: tuple[str, str, str, str]) -> tuple[Folder, ...]:
    numbers = {row[0]: number for number, row in enumerate(rows, 1)}
    return tuple(
        Folder(numbers[known_as], name, numbers.get(parent, 0), known_as, folder_class)
        for known_as, name, parent, folder_class in rows
    )


# distinguished name, display name, parent, class
WELL_KNOWN = _tree(
    ("root", "Root", "", ""),
    ("msgfolderroot", "Top of Information Store", "root", ""),
    ("inbox", "Inbox", "msgfolderroot", "IPF.Note"),
    ("drafts", "Drafts", "msgfolderroot", "IPF.Note"),
    ("sentitems", "Sent Items", "msgfolderroot", "IPF.Note"),
    ("deleteditems", "Deleted Items", "msgfolderroot", "IPF.Note"),
    ("outbox", "Outbox", "msgfolderroot", "IPF.Note"),
    ("junkemail", "Junk Email", "msgfolderroot", "IPF.Note"),
    ("calendar", "Calendar", "msgfolderroot", "IPF.Appointment"),
    ("contacts", "Contacts", "msgfolderroot", "IPF.Contact"),
    ("tasks", "Tasks", "msgfolderroot", "IPF.Task"),
    ("notes", "Notes", "msgfolderroot", "IPF.StickyNote"),
    ("journal", "Journal", "msgfolderroot", "IPF.Journal"),
    ("quickcontacts", "Quick Contacts", "contacts", "IPF.Contact.MOC.QuickContacts"),
    (
        "imcontactlist",
        "{A9E2BC46-B3A0-4243-B315-60D991004455}",
        "contacts",
        "IPF.Contact.MOC.ImContactList",
    ),
    ("voicemail", "Voice Mail", "root", "IPF.Note.Microsoft.Voicemail"),
    ("searchfolders", "Finder", "root", ""),
    ("recoverableitemsroot", "Recoverable Items", "root", ""),
    ("recoverableitemsdeletions", "Deletions", "recoverableitemsroot", ""),
    ("recoverableitemspurges", "Purges", "recoverableitemsroot", ""),
    ("recoverableitemsversions", "Versions", "recoverableitemsroot", ""),
)
"""The well-known folders, each with the number that it has in every mailbox."""
