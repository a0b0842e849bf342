"""Equal values are equal however they are written."""

import pytest

from inspector.diff.values import ValueKind, canonical, facts


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (ValueKind.BOOLEAN, "1", " true "),
        (ValueKind.BOOLEAN, "0", "false"),
        (ValueKind.NUMBER, "007", "7"),
        (ValueKind.NUMBER, "+1.50", "1.5"),
        (ValueKind.NUMBER, "100", "1E2"),
        (ValueKind.NUMBER, "-0", "0"),
        (ValueKind.INSTANT, "2026-01-05T08:00:00Z", "2026-01-05T09:00:00+01:00"),
        (ValueKind.INSTANT, "2026-01-05T08:00:00.500Z", "2026-01-05T08:00:00.5Z"),
        (ValueKind.DURATION, "PT90M", "PT1H30M"),
        (ValueKind.DURATION, "P1D", "PT24H"),
        (ValueKind.BASE64, "QUJD\r\n REVG", "QUJDREVG"),
    ],
)
def test_what_says_the_same_is_written_in_one_way(kind, one, other):
    assert canonical(kind, one) == canonical(kind, other)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (ValueKind.TEXT, "1", "true"),
        (ValueKind.TEXT, "a b", "a  b"),
        (ValueKind.BOOLEAN, "true", "false"),
        (ValueKind.NUMBER, "NaN", "0"),
        (ValueKind.NUMBER, "seven", "7"),
        (ValueKind.NUMBER, "9" * 500, "9" * 501),
        (ValueKind.INSTANT, "2026-01-05T08:00:00", "2026-01-05T08:00:00Z"),
        (ValueKind.INSTANT, "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z"),
        (ValueKind.INSTANT, "2026-13-45T99:99:99Z", "2026-01-05T08:00:00Z"),
        (ValueKind.DURATION, "P1M", "P30D"),
        (ValueKind.DURATION, "-PT1H", "PT1H"),
        (ValueKind.BASE64, "QUJD", "QUJE"),
    ],
)
def test_what_says_something_else_or_nothing_known_stays_apart(kind, one, other):
    assert canonical(kind, one) != canonical(kind, other)


@pytest.mark.parametrize(
    ("element", "attribute", "kind"),
    [
        ("IsRead", "", ValueKind.BOOLEAN),
        ("Size", "", ValueKind.NUMBER),
        ("DateTimeSent", "", ValueKind.INSTANT),
        ("Manifest", "", ValueKind.BASE64),
        ("Subject", "", ValueKind.TEXT),
        ("Month", "", ValueKind.TEXT),  # a number here and a name there
        ("RootFolder", "TotalItemsInView", ValueKind.NUMBER),
        ("NoSuchElement", "", ValueKind.TEXT),
    ],
)
def test_the_schemas_say_which_kind_of_value_stands_where(element, attribute, kind):
    assert facts().kind(element, attribute) is kind


def test_the_schemas_say_where_the_order_is_open():
    assert "AdditionalProperties" in facts().any_order
    assert "Message" not in facts().any_order
