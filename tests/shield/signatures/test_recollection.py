"""A reference that a visitor reads out says what was found, and what to do about it."""

from contextlib import closing
from pathlib import Path

import pytest

from groupz_shield.cli.exits import Exit
from groupz_shield.errors import StoreError
from groupz_shield.signatures.recollection import MOST_KEPT, Recollection
from groupz_shield.signatures.settings import Signatures
from groupz_shield.signatures.vocabulary import Family, Finding, Place, Value
from groupz_shield.stores import MemoryStore, open_store
from shield_commands import Host
from shielded import Site

FINDING = Finding(
    "xss-a", Family.CROSS_SITE_SCRIPTING, 5, Value(Place.FORM, "bio", "<b>"), "<b>"
)


def test_what_was_found_is_told_by_its_reference(host: Host) -> None:
    site = Site({"store": host.setting, "signatures": Signatures()})
    assert site.ask("203.0.113.9", HTTP_USER_AGENT="sqlmap/1.8") == 403
    Recollection(host.store).remember("0badcafe", [FINDING])

    told = host.run("explain", "0BADCAFE").stdout
    assert "xss-a in form 'bio': '<b>'" in told
    assert 'Signatures(off=["xss-a@bio"])' in told
    assert host.json("explain", "0badcafe") == {
        "reference": "0badcafe",
        "refused_for": [
            {
                "rule": "xss-a",
                "place": "form",
                "field": "bio",
                "piece": "<b>",
                "exclusion": "xss-a@bio",
            }
        ],
    }


def test_a_site_remembers_what_it_refused(tmp_path: Path) -> None:
    setting = f"sqlite:///{tmp_path}/shield.sqlite3"
    site = Site({"store": setting, "signatures": Signatures(enforce=False)})
    site.ask("203.0.113.9", HTTP_USER_AGENT="sqlmap/1.8")

    [event] = site.events
    assert event.reference is not None
    with closing(open_store(setting)) as store:
        [found] = Recollection(store).recall(event.reference)
    assert found["rule"] == "scanner-agent"


def test_what_is_forgotten_is_said_to_be_so(host: Host) -> None:
    result = host.run("explain", "0badcafe", code=Exit.NOTHING)

    assert "No decision has the reference 0badcafe" in result.stderr


def test_no_more_is_kept_than_so_many_and_no_other_is_told() -> None:
    store = MemoryStore()
    recollection = Recollection(store)
    for number in range(3 * MOST_KEPT):
        recollection.remember(f"{number:08x}", [FINDING] * 50)

    notes = [store.read_note(f"refused {slot}") for slot in range(MOST_KEPT + 1)]
    assert notes[-1] is None
    assert all(note is not None and len(note) < 1000 for note in notes[:-1])
    assert recollection.recall("00000000") == []
    assert len(recollection.recall(f"{3 * MOST_KEPT - 1:08x}")) == 5


def test_a_store_that_fails_breaks_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()

    def fail(_name: str, _text: str) -> None:
        raise StoreError("memory", "is full")

    monkeypatch.setattr(store, "write_note", fail)
    Recollection(store).remember("0badcafe", [FINDING])
