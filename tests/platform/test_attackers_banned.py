"""Whoever attacks the real server is banned: a scanner at once, others at the fifth."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from pages.client import Client
from shield_commands import command
from site_server import Site, groupz, serving

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
SCANNER = "sqlmap/1.8.2#stable (https://sqlmap.org)"
NEIGHBOUR = "203.0.113.250"
ATTACKS = (
    "1' UNION SELECT name, secret FROM people -- ",
    "<svg/onload=alert(document.cookie)>",
    "../../../../etc/passwd",
    "0 OR 7=7; DROP TABLE visits",
    '"><script src=//evil.example/x.js></script>',
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    instance = tmp_path_factory.mktemp("attacked")
    groupz(instance, "db", "upgrade")
    with serving(instance, trusted_proxies="127.0.0.1") as running:
        yield running


def status(
    site: Site, client: str, path: str = "/nl/contact", agent: str = BROWSER
) -> int:
    sent = {"X_Forwarded_For": client, "User_Agent": agent}
    return Client(site).get(path, **sent).status


def attack(site: Site, client: str, text: str) -> int:
    return status(site, client, f"/nl/zoeken?kind={quote(text)}")


def banned(site: Site) -> dict[str, str]:
    """Ask the host's command who is banned, and by which guard."""
    store = f"sqlite:///{site.instance}/shield.sqlite3"
    listed = command("--store", store, "list", "--all", "--json")
    return {one["value"]: one["scenario"] for one in json.loads(listed.stdout)}


def test_a_scanner_is_banned_by_its_first_request(site: Site) -> None:
    client = "203.0.113.21"

    assert status(site, client, agent=SCANNER) == 403

    assert banned(site)[client] == "signatures"
    assert status(site, client) == 403
    assert status(site, NEIGHBOUR) == 200


def test_the_fifth_attack_bans_and_the_four_before_it_do_not(site: Site) -> None:
    client = "203.0.113.22"

    for text in ATTACKS[:-1]:
        assert attack(site, client, text) == 403
        assert status(site, client) == 200
    assert client not in banned(site)
    assert attack(site, client, ATTACKS[-1]) == 403

    assert banned(site)[client] == "signatures"
    assert status(site, client) == 403
    assert status(site, NEIGHBOUR) == 200


def test_an_attack_in_a_form_counts_as_one_in_an_address(site: Site) -> None:
    client = "203.0.113.23"
    form = {"reference": ATTACKS[0], "email": "sam@school.example"}

    for _ in ATTACKS:
        answer = Client(site).post(
            "/nl/vinden", form, X_Forwarded_For=client, User_Agent=BROWSER
        )
        assert answer.status == 403

    assert banned(site)[client] == "signatures"


def test_a_search_in_odd_words_bans_nobody(site: Site) -> None:
    client = "203.0.113.24"
    words = ("'s-Hertogenbosch", "O'Brien & zn.", "kaas -- of ham; 1 or 2", "a > b <3")

    for text in words * 3:
        assert attack(site, client, text) == 422

    assert client not in banned(site)
