"""How passwords and PINs are told in a running text.

No class of these patterns holds the separator of values (U+0001), and no repeat is without a bound.
"""

from __future__ import annotations

import re

IN_QUOTES = (
    r"(?:\"(?=([^\"\r\n\x01]{4,300})\")|'(?=([^'\r\n\x01]{4,300})')"
    r"|[\"']([^\s\"'<>\x01]{3,255}[^\s\"'<>,;.)\x01])"
)
"""The beginning of a pattern of a secret: in quotes, where it can have blanks; a way without them follows."""
# In JSON a value ends before the next member, and before what closes the object or the list that it is in.
# A password can have ",x:" in it: what is no JSON, as its keys have no quotes, has to be closed as JSON is.
_NEXT_MEMBER = r",(?:\"[^\"\r\n\x01]{1,60}\":|[A-Za-z_][\w.-]{0,40}:(?=[^\s<>\x01}]{0,255}\}))"
_ENDS = rf"[}}\]]{{0,8}}(?:[.,;)\"']{{0,2}}(?:[\s<>\x01]|\Z)|,[\"{{\[]|{_NEXT_MEMBER})"
_CLOSES = rf"[}}\]](?={_ENDS})"
OF_VALUE = rf"(?!{_CLOSES}|{_NEXT_MEMBER})[^\s<>\x01]"
"""A character of a value without quotes."""
NO_SECRET = (
    "is|was|are|be|the|a|an|and|or|to|not|no|yes|none|null|true|false|required|invalid|expired|wrong|incorrect"
    "|missing|empty|unknown|changed|reset|must|has|have|for|of|in|on|type|bearer|basic|ntlm|negotiate|kerberos|digest"
)
"""Words that stand behind a label without being a secret."""
_REFERENCE = r"(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});"  # others can be of a password: "a&b;"
PASSWORD_WORDS = (
    r"pass ?word|passwort|kennwort|passwd|pwd|mot de passe|contrase\u00f1a|senha|"
    r"wachtwoord|c[o\u00f3]digo de acceso|codice di accesso|toegangscode|zugangscode|kenncode|"
    r"client[_ ]secret|api[_ -]?key|(?:access|refresh)[_ ]token"
)
ASSIGNED = re.compile(
    rf"(?i)(?<![a-z0-9])(?:{PASSWORD_WORDS})"
    r"\"?\s{0,3}(?:(?::|(?:\b(?:is|ist|lautet|est|es|to|\u00e8|\u00e9)\b(?: now\b)?"
    r"|\b(?:will be|(?:is|was|has been|will be) (?:set|changed|reset)(?: to)?)\b"
    r"|[:=]?(?:[=-]>|\*\*|\|)|\s[\u2013\u2014-](?=\s))(?=\W{1,5}[^\s\d\x01]{0,64}\d))"
    rf":?\s{{0,3}}{IN_QUOTES}|(?!(?:{NO_SECRET})(?:{_ENDS}))"
    rf"([{{\[][^\s<>\x01]{{2,254}}[^\s\"'<>,;.)\x01]"
    rf"|[^\s\"'<>\x01{{\[](?:{OF_VALUE}){{2,254}}(?!{_CLOSES})[^\s\"'<>,;.)\x01]))"
    r"|=:?\s{0,3}[\"']?([^\s\"'<>,;&\x01]"
    rf"(?:[^\s\"'<>,;&\x01]|[\"'](?=\w)|&(?![\w.~-]{{1,40}}=|{_REFERENCE})){{3,255}}(?<![&.)])))"
)
ASSIGNED_HINTS = (
    *("pass", "kennw", "contrase", "senha", "wachtw", "secret", "key", "_tok", " tok", "pwd"),
    *("digo", "codice", "gangsc", "kennc"),
)
# Telephone PINs, as the mails of Unified Messaging told them: en, de, fr, es, it, nl, pt, sv, da, pl.
PIN_WORDS = (
    r"PIN|passcode|Kennwort|code\s+confidentiel|code\s+d'acc\u00e8s|c\u00f3digo|contrase\u00f1a|clave|"
    r"codice|toegangscode|kenncode|(?:verification|security|one-time) code|otp|pincode|senha|kod|kode"
)
PIN = re.compile(
    rf"(?i)(?<![\w])(?:{PIN_WORDS})(?![a-z])"
    r"(?:[^\d\r\n\x01]{0,60}?|[^\d\x01]{0,12}?|\W{0,20}\x01\W{0,8})(?<![\d+.,/-])(\d{4,24})"
    r"(?![\w]|[-.,/:]\d)"
)
# The same in groups, right behind what tells it: "Ihre PIN lautet 730 194".
PIN_IN_GROUPS = re.compile(
    rf"(?i)(?<!\w)(?:{PIN_WORDS})(?![a-z])\s?(?:[:=]|\b(?:is|ist|lautet|est|es|\u00e8|\u00e9)\b:?)\s{{1,3}}"
    r"(\d{2,4}(?: \d{2,4}){1,5}|\d{3}-\d{3}|\d(?: \d){3,11})(?!\w|[-.,/:]\d)"
)
# The same with the number first: "730194 is your new PIN", "use the code 730194 to sign in".
_YOURS = "your|the new|ihre?|dein|votre|ton|su|tu|il tuo|uw|je|o seu|a sua"
PIN_FIRST = re.compile(
    rf"(?i)(?<![\w.,/])(?:[a-z]{{1,2}}-)?(\d{{4,10}})\s(?:is|ist|est|es|\u00e8|\u00e9)\s(?:{_YOURS})\s"
    rf"(?:[^\W\d_]{{1,15}}\s){{0,5}}(?:{PIN_WORDS})(?![a-z])"
    r"|\bcode:?\s{1,3}(\d{4,10})\s(?:to|um|pour|para|per|om)\s(?:sign|log|verify|confirm|sich|acced)"
)
BARE_NUMBER = re.compile(r"\W{0,8}\d{4,24}(?![\w]|[-.,/:]\d)")
NO_WORD = re.compile(r"\W{1,20}")  # may stand between a label and its PIN
PIN_HINTS = (
    *("pin", "passcode", "kennwort", "code", "digo", "clave", "codice", "senha", "kod", "contrase", "otp"),
)
PIN_HINT = re.compile("|".join(PIN_HINTS))
