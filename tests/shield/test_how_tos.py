"""The how-to pages of the shield, done as they are written, in an application."""

import re
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from groupz_shield import Decision, Subject
from groupz_shield.bans.register import PROTECTED_NOTE
from groupz_shield.decisions import SHIELD
from groupz_shield.decisions.protection import Protection
from groupz_shield.stores.sqlite import SqliteStore
from shop_of_pages import HOW_TO, shop_in
from written_pages import Reader, blocks_of

SERVED = {
    "add-a-guard": "shop",
    "keep-sessions-on-the-server": "members",
    "let-machines-in": "hooks",
    "observe-first": "shop",
    "recover-from-a-false-ban": "shop",
    "shield-with-proxyfix": "shop",
    "use-blocklists": "shop",
}
ELSEWHERE = frozenset(
    {
        "let-a-false-alarm-pass",
        "share-decisions-between-machines",
        "shield-behind-nginx",
    }
)
MISSING = (
    "20 different paths were not found within a minute: "
    "/img/a.png, /img/b.png, /img/c.png, /img/d.png, /img/e.png"
)
NEIGHBOURS = "16 clients of 198.51.100.0/24 were banned within an hour"


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """Somebody with an application, its settings, and a server."""
    ban_for_the_reader(tmp_path)
    with shop_in(tmp_path, {}) as reader:
        yield reader


def ban_for_the_reader(folder: Path) -> None:
    """Ban whom the page about false bans is about, as the shield does."""
    store = SqliteStore(folder / "shop.sqlite3")
    with closing(store):
        store.write_note(PROTECTED_NOTE, Protection().as_json())
        store.put(
            [
                ban("203.0.113.9", "71c4c7cf", "not_found", MISSING, 1800),
                ban("198.51.100.66", "9e77a1c3", "not_found", MISSING, 1800),
                ban("198.51.100.0/24", "5d21e0b7", "roll_up", NEIGHBOURS, 3500),
            ]
        )


def ban(
    whom: str, reference: str, scenario: str, reason: str, seconds: float
) -> Decision:
    now = time.time()  # noqa: TID251 — the command asks the same clock
    return Decision(
        Subject.parse(whom),
        created_at=now,
        until=now + seconds,
        origin=SHIELD,
        scenario=scenario,
        reason=reason,
        id=f"{reference}{0:08}",
    )


@pytest.mark.parametrize(("name", "module"), SERVED.items())
def test_a_reader_who_does_a_page_sees_what_it_says(
    reader: Reader, name: str, module: str
) -> None:
    reader.serve(f"flask --app {module} run --port 5000")

    for block in blocks_of(HOW_TO / f"{name}.md"):
        reader.do(block)


def test_every_page_about_the_shield_is_done_by_a_test() -> None:
    pages = HOW_TO.glob("*.md")
    about = {p.stem for p in pages if re.search("groupz[_-]shield", p.read_text())}

    assert about == SERVED.keys() | ELSEWHERE
