"""A newsroom behind one address, next to scanners: who is banned, and who is not."""

import pytest

from shielded import Site

NEWSROOM = "203.0.113.9"
PEOPLE = 200
FILES = [f"/static/{n}.{'png' if n % 2 else 'css'}" for n in range(20)]
BROKEN = ["/logo-2019.png", "/favicon.ico", "/static.css.map"]
OLD_LINK = "/old/programme"


def read_the_news(site: Site, address: str) -> set[int]:
    """Let everybody open a page with its pictures within one minute."""
    asked: set[int] = set()
    for person in range(PEOPLE):
        asked.add(site.ask(address, f"/page/{person % 30}"))
        asked |= {site.ask(address, path) for path in (*FILES, *BROKEN)}
        if person % 5 == 0:
            asked.add(site.ask(address, OLD_LINK))
        site.clock.tick(60 / PEOPLE)
    return asked


@pytest.mark.parametrize(
    ("newsroom", "neighbours"),
    [
        pytest.param(NEWSROOM, ["203.0.113.10", "203.0.114.9"], id="IPv4"),
        pytest.param(
            "2001:db8:1:1::9", ["2001:db8:1:2::9", "2001:db8:2:1::9"], id="IPv6"
        ),
    ],
)
def test_a_newsroom_reads_on_while_its_neighbours_are_banned(
    newsroom: str, neighbours: list[str]
) -> None:
    site = Site()

    assert read_the_news(site, newsroom) == {200, 404}
    for neighbour in neighbours:
        assert site.scan(neighbour) == {404: 20, 403: 10}
    assert read_the_news(site, newsroom) == {200, 404}
    assert site.ask(newsroom) == 200
    assert site.bans(newsroom) == []
