"""PostgreSQL stopped and started under load: the short form of `make soak`."""

from http import HTTPStatus
from pathlib import Path

from soak.outage import outages


def test_while_the_database_is_away_visitors_get_503_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    with outages(tmp_path) as struck:
        struck.strike()

    assert struck.confirmed
    assert struck.refused.keys() == {HTTPStatus.SERVICE_UNAVAILABLE}
    assert len(struck.recoveries) == struck.house.processes
    assert struck.problems == []
