"""A net of forms: what shows by itself that it is a secret, or that it names a person or a machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inspector.scrub.check import machine_patterns, people_patterns, secret_patterns
from inspector.scrub.check.credentials import credentials_in
from inspector.scrub.check.stand_ins import Recogniser

SECRET = "secret"
"""The kind of what lets somebody in."""

IDENTITY = "identity"
"""The kind of what names a person or a machine."""

_FEWEST_DIGITS = 7  # of a telephone number


@dataclass(frozen=True, eq=False)
class Form:
    """One form of the net.

    Args:
        what: what it is, in words.
        kind: :data:`SECRET` or :data:`IDENTITY`.
        signs: one of them, in lower case, stands in each text that has it; empty: it has seven digits.
        left: yields what is no stand-in, given a text and who knows stand-ins.
        prose: whether only running text, or what nobody knows, is looked through for it.
    """

    what: str
    kind: str
    signs: tuple[str, ...]
    left: Callable[[str, Recogniser], Iterator[str]]
    prose: bool = False


def forms_in(text: str, known: Recogniser, *, prose: bool, identity: bool) -> Iterator[tuple[str, str, str]]:
    """Yields the kind of what a text still has, what it is in words, and itself.

    Args:
        text: as it reads.
        known: knows stand-ins.
        prose: whether it is running text, or what nobody knows.
        identity: whether people and machines are looked for as well.
    """
    if text.isalpha():
        return
    lower = text.lower()
    for form in _possible(lower):
        if (prose or not form.prose) and (identity or form.kind == SECRET):
            for found in form.left(text, known):
                yield form.kind, form.what, found


def _possible(lower: str) -> list[Form]:
    """The forms that a text can have, by their signs; most texts have none."""
    possible = [form for sign, forms in _BY_SIGN if sign in lower for form in forms]
    if sum(map(lower.count, "0123456789")) >= _FEWEST_DIGITS:
        possible += _OF_DIGITS
    return list(dict.fromkeys(possible)) if len(possible) > 1 else possible


_SCHEMES = ("basic", "bearer", "ntlm", "negotiate", "kerberos")
_PASSWORDS = (
    *("passw", "passphrase", "passe", "kennwort", "contrase", "wachtwoord", "senha", "pwd"),
    *("secret", "key", "token", "digo", "codice", "gangsc"),
)
_FORMS = (
    Form("a JSON Web Token", SECRET, ("eyj",), secret_patterns.tokens),
    Form("a private key", SECRET, ("private key-----",), secret_patterns.private_keys),
    Form("credentials", SECRET, _SCHEMES, credentials_in),
    Form("a password in a URL", SECRET, ("://",), secret_patterns.url_passwords),
    Form("a secret parameter", SECRET, ("=",), secret_patterns.parameters),
    Form("a value assigned to a secret's name", SECRET, ("=", ":"), secret_patterns.assigned, prose=True),
    Form("a password, told in words", SECRET, _PASSWORDS, secret_patterns.passwords_in_words),
    Form("a PIN, told in words", SECRET, secret_patterns.PIN_SIGNS, secret_patterns.pins),
    Form("a security identifier", IDENTITY, ("s-1-",), people_patterns.sids),
    Form("a mail address", IDENTITY, ("@",), people_patterns.mails),
    Form("the host of a URL", IDENTITY, ("://",), machine_patterns.url_hosts),
    Form("the user of a URL", IDENTITY, ("://",), machine_patterns.url_users),
    Form("a host name", IDENTITY, (".",), machine_patterns.hosts, prose=True),
    Form("the host of a share", IDENTITY, ("\\\\",), machine_patterns.shares),
    Form("an IP address", IDENTITY, (".",), machine_patterns.addresses),
    Form("an IPv6 address", IDENTITY, (":",), machine_patterns.addresses6, prose=True),
    Form("a distinguished name", IDENTITY, ("/o=", "/cn=", "/ou="), people_patterns.legacy_names),
    Form("a name of a directory", IDENTITY, people_patterns.DIRECTORY_SIGNS, people_patterns.directory_names),
    Form(
        "a name on a card", IDENTITY, ("fn", "n:", "n;", "cn=", "org", "nickname"), people_patterns.card_names
    ),
    Form("a name before an address", IDENTITY, ("<",), people_patterns.named),
    Form("a telephone number", IDENTITY, (), people_patterns.international),
    Form(
        "the number of a telephone URI", IDENTITY, ("tel:", "callto:", "fax:"), people_patterns.telephone_uris
    ),
    Form("a national telephone number", IDENTITY, (), people_patterns.national, prose=True),
)
_BY_SIGN = [
    (sign, [form for form in _FORMS if sign in form.signs])
    for sign in dict.fromkeys(sign for form in _FORMS for sign in form.signs)
]
_OF_DIGITS = [form for form in _FORMS if not form.signs]
