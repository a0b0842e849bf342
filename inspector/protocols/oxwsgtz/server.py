"""GetServerTimeZones (MS-OXWSGTZ section 3.1.4.1): a few zones, so that clients find the one they ask for."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.server import DocumentServer

# id, display name, bias from local time to UTC, daylight rule: (bias, begins, ends) with month, weekday, week
_EUROPE = ("-PT1H", (3, "Sunday", "Last", "PT2H"), (10, "Sunday", "Last", "PT3H"))
_AMERICA = ("-PT1H", (3, "Sunday", "Second", "PT2H"), (11, "Sunday", "First", "PT2H"))
_ZONES = {
    "UTC": ("(UTC) Coordinated Universal Time", "PT0S", None),
    "Greenwich Standard Time": ("(UTC) Monrovia, Reykjavik", "PT0S", None),
    "GMT Standard Time": ("(UTC) Dublin, Edinburgh, Lisbon, London", "PT0S", _EUROPE),
    "W. Europe Standard Time": (
        "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
        "-PT1H",
        _EUROPE,
    ),
    "Romance Standard Time": ("(UTC+01:00) Brussels, Copenhagen, Madrid, Paris", "-PT1H", _EUROPE),
    "Eastern Standard Time": ("(UTC-05:00) Eastern Time (US & Canada)", "PT5H", _AMERICA),
    "Central Standard Time": ("(UTC-06:00) Central Time (US & Canada)", "PT6H", _AMERICA),
    "Pacific Standard Time": ("(UTC-08:00) Pacific Time (US & Canada)", "PT8H", _AMERICA),
    "Tokyo Standard Time": ("(UTC+09:00) Osaka, Sapporo, Tokyo", "-PT9H", None),
}


def get_server_time_zones(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSGTZ section 3.1.4.1."""
    asked = [text_of(item) for item in children(child(payload, "Ids"), "Id")]
    full = payload.get("ReturnFullTimeZoneData", "true") in ("true", "1")
    messages = M.ResponseMessages()
    found = [name for name in (asked or _ZONES) if name in _ZONES]
    if asked and not found:
        error = OperationError("ErrorTimeZone")
        content = M.TimeZoneDefinitions()
        messages.append(response_message("GetServerTimeZonesResponseMessage", error, content))
    else:
        definitions = M.TimeZoneDefinitions(*(_definition(name, full) for name in found))
        messages.append(response_message("GetServerTimeZonesResponseMessage", None, definitions))
    return M.GetServerTimeZonesResponse(messages)


def _definition(name: str, full: bool) -> etree._Element:
    title, bias, daylight = _ZONES[name]
    definition = T.TimeZoneDefinition(Id=name, Name=title)
    if not full:
        return definition
    standard = f"trule:Microsoft/Registry/{name}/1-Standard"
    periods = [T.Period(Bias=bias, Name="Standard", Id=standard)]
    transitions = T.TransitionsGroup(Id="0")
    if daylight is None:
        transitions.append(T.Transition(T.To(standard, Kind="Period")))
    else:
        summer = f"trule:Microsoft/Registry/{name}/1-Daylight"
        periods.append(T.Period(Bias=_summer(bias), Name="Daylight", Id=summer))
        for target, (month, day, week, time) in ((summer, daylight[1]), (standard, daylight[2])):
            transitions.append(
                T.RecurringDayTransition(
                    T.To(target, Kind="Period"),
                    T.TimeOffset(time),
                    T.Month(str(month)),
                    T.DayOfWeek(day),
                    T.Occurrence("-1" if week == "Last" else {"First": "1", "Second": "2"}[week]),
                )
            )
    definition.append(T.Periods(*periods))
    definition.append(T.TransitionsGroups(transitions))
    definition.append(T.Transitions(T.Transition(T.To("0", Kind="Group"))))
    return definition


def _summer(bias: str) -> str:
    """The bias in summer: one hour less."""
    sign, hours = (-1 if bias.startswith("-") else 1), int(bias.strip("-PTHS") or 0)
    summer = sign * hours - 1
    return f"{'-' if summer < 0 else ''}PT{abs(summer)}H"


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"GetServerTimeZones": get_server_time_zones},
    how_far={"GetServerTimeZones": "nine zones"},
)
"""The time zones of the server."""
