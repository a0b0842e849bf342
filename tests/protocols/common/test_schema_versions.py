"""The schema versions of Exchange, and which came later."""

import pytest

from inspector.protocols.common.schema_versions import is_known_version, version_rank


def test_versions_are_in_the_order_in_which_they_came() -> None:
    names = ["Exchange2007", "Exchange2010_SP2", "Exchange2013", "Exchange2016", "V2015_10_05", "V2018_01_08"]
    ranks = [version_rank(name) for name in names]

    assert None not in ranks
    assert ranks == sorted(ranks, key=lambda rank: rank or 0)


@pytest.mark.parametrize("name", ["", "exchange2013", "Exchange2014", "V2017", "V2017_13_99_1", "2013"])
def test_others_are_no_versions(name: str) -> None:
    assert not is_known_version(name) and version_rank(name) is None


def test_servers_number_their_latest_versions() -> None:
    assert is_known_version("V2_23")
