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
    "|ist|lautet|est"
)
"""Words that stand behind a label without being a secret."""
_REFERENCE = r"(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});"  # others can be of a password: "a&b;"
IN_OTHER_LANGUAGES = (
    *("\u30d1\u30b9\u30ef\u30fc\u30c9", "\u6697\u8a3c\u756a\u53f7", "\u5bc6\u7801", "\u5bc6\u78bc"),
    *("\ube44\ubc00\ubc88\ud638", "\u043f\u0430\u0440\u043e\u043b\u044c", "has\u0142o", "heslo"),
    *("jelsz\u00f3", "l\u00f6senord", "adgangskode", "passord", "salasana", "\u015fifre"),
)
"""The word for a password: ja, zh, ko, ru, pl, cs, hu, sv, da, no, fi, tr."""
PASSWORD_WORDS = (
    r"pass ?word|passwort|kennwort|passwd|pwd|pass ?phrase|mot de passe|contrase[\u00f1n]a|senha|"
    r"palavra-passe|wachtwoord|c[o\u00f3]digo de acceso|codice di accesso|toegangscode|zugangscode|kenncode|"
    r"client[_ ]secret|api[_ -]?key|(?:access|refresh)[_ ]token|" + "|".join(IN_OTHER_LANGUAGES)
)
# What says whose or which it is. Behind it can stand much else, so what follows has to look like a password.
_WHICH = (
    r"[ \u00a0](?:\([^()\r\n\x01]{1,30}\)|provisoire|temporaire|temporal|provisional|tempor[a\u00e1]ri[ao]"
    r"|(?:f\u00fcr|for|to|of|zum?|zur|pour|du|de|del|da|do|para|per|voor|van|der)(?: [\w.@-]{1,40}){1,4}?)"
)
_TELLS = (
    r"\b(?:is|ist|lautet|est|es|to|\u00e8|\u00e9|\u00e4r|er)\b(?: now\b| wie folgt\b| as follows\b)?"
    r"|\b(?:will be|(?:is|was|has been|will be) (?:set|changed|reset)(?: to)?)\b"
)
_COLON = r"[:\uff1a]"
_HAS_A_DIGIT = r"(?=\W{1,8}[^\s\d\x01]{0,64}\d)"
_HAS_A_LETTER = r"(?=\W{1,8}(?!https?:|\d{4}-\d\d)[^\s\x01]{0,64}?[a-z])"
# No sentence goes on with it: "with the password Wrn7Ktz42 you can".
_NO_WORD = (
    r"(?=[\w!#$%&*+?^~.-]{6,64}(?:[\s,;)\"'<\x01]|\Z))"
    r"(?=[^\s<>\x01]{0,40}?[a-z]\d{1,6}[a-z!#$%&*+?^~])"
)
_BEHIND = r"\s{0,8}(?:(?<=\n)(?:>\s?){1,5})?"  # in a mail that is answered too
ASSIGNED = re.compile(
    rf"(?i)(?<![a-z0-9])(?:(?:{PASSWORD_WORDS})(?:(?:e[nt]|n)?"
    rf"[\"'*_`]{{0,3}}(?:\s{{0,3}}(?:{_COLON}=?"
    rf"|(?:{_TELLS}|[:=]?(?:[=-]>|\*\*|\|)|\s[\u2013\u2014-](?=\s)){_HAS_A_DIGIT})\s{{0,2}}{_COLON}?"
    rf"|{_WHICH}\s{{0,2}}(?:{_COLON}|(?:{_TELLS})\s{{0,2}}{_COLON}?){_HAS_A_DIGIT}{_HAS_A_LETTER}|\s{{1,3}}{_NO_WORD})"
    rf"(?:[*_`]{{1,2}}(?=\s))?{_BEHIND}{IN_QUOTES}|(?!(?:{NO_SECRET})(?:{_ENDS}))"
    rf"([{{\[][^\s<>\x01]{{2,254}}[^\s\"'<>,;.)\x01]"
    rf"|[^\s\"'<>\x01{{\[](?:{OF_VALUE}){{2,254}}(?!{_CLOSES})[^\s\"'<>,;.)\x01]))"
    r"|\s{0,3}[\u306f\u4e3a\u70ba\u662f]\s{0,3}([!-;=?-~]{4,64})"
    r"|\s{0,3}=:?\s{0,3}[\"']?([^\s\"'<>,;&\x01]"
    rf"(?:[^\s\"'<>,;&\x01]|[\"'](?=\w)|&(?![\w.~-]{{1,40}}=|{_REFERENCE})){{3,255}}(?<![&.)])))"
    rf"|(?:clave(?: de acceso)?|pass|psk|(?:wlan|wi-?fi|wpa2?|netzwerk)[ -]?(?:schl\u00fcssel|key))"
    rf"\s{{0,3}}[:\uff1a=]\s{{0,3}}{_NO_WORD}([^\s\"'<>,;&\x01]{{6,64}}))"
)
TELLS_NEXT = re.compile(
    rf"(?i)(?<![a-z0-9])(?:{PASSWORD_WORDS}|PIN(?:-?code)?)(?:e[nt]|n)?(?:{_WHICH})?\s{{0,3}}"
    rf"(?:{_COLON}|(?:{_TELLS})\s{{0,2}}({_COLON}?)|\u306f)\s{{0,8}}\Z"
)
"""The end of a text that tells what the next one is; the group is empty if it goes on as a sentence does."""
ENDS_TELLING = (
    *(":", "\uff1a", "\u306f", " is", " ist", "lautet", " est", " es", " \u00e8", " \u00e9", " to", " now"),
    *("folgt", "follows", " \u00e4r", " er", " be"),
)
"""With one of these it ends, but for blanks."""
PASSES_ON = re.compile(r"[\W_]{0,40}(?:is|ist|lautet|est|es|\u00e8|\u00e9)?[\W_]{0,8}")
"""What can stand between a label and what it tells."""
ASSIGNED_HINTS = (
    *("pass", "kennw", "contrase", "senha", "wachtw", "secret", "key", "_tok", " tok", "pwd"),
    *("digo", "codice", "gangsc", "kennc", "clave", "psk", "schl\u00fcssel"),
    *IN_OTHER_LANGUAGES,
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
