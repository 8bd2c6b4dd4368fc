"""What the page of reasons says of order and numbers is what the code has."""

import re

from groupz_shield import Shield
from groupz_shield.bans import escalation, offences
from groupz_shield.bans.register import LOOK_SECONDS
from groupz_shield.counters.memory import MOST_KEYS
from groupz_shield.guards import flood, not_found
from written_pages import DOCS

PAGE = (DOCS / "explanation" / "shield.md").read_text()
DAY = 86_400


def test_guards_and_observers_stand_in_the_order_in_which_they_are_asked() -> None:
    parts = Shield(lambda _environ, _start: []).parts

    named = re.findall(r"^\d\. `(\w+)`", PAGE, re.MULTILINE)

    assert named == [
        *(guard.name for guard in parts.guards),
        *(observer.name for observer in parts.observers),
    ]


def test_numbers_are_those_of_the_code() -> None:
    assert LOOK_SECONDS == 0.5
    assert "every half second" in PAGE
    assert f"keeps {MOST_KEYS:,} counts" in PAGE
    assert flood.WINDOW_SECONDS == not_found.WINDOW_SECONDS == 60
    assert "ends a minute later" in PAGE


def test_how_long_bans_last_is_that_of_the_code() -> None:
    ladder = escalation.LADDER_SECONDS

    assert (ladder[0], ladder[-1]) == (60, 2 * DAY)
    assert "A first ban lasts a minute" in PAGE
    assert "up to two days and then for ever" in PAGE
    assert escalation.MEMORY_SECONDS == 30 * DAY
    assert "within thirty days" in PAGE


def test_how_wide_bans_are_is_that_of_the_code() -> None:
    rolled_up = {4: ((24, 16),), 6: ((56, 8), (48, 8))}

    assert rolled_up == offences._ROLL_UPS  # noqa: SLF001 — no other name for it
    assert "Sixteen banned addresses of a /24 ban the /24" in PAGE
    assert "eight /64s their /56, eight of these their /48" in PAGE
    assert f"{offences._MOST_ROLL_UPS} networks at a time" in PAGE  # noqa: SLF001 — as above
    assert offences._LONGEST_ROLL_UP_SECONDS == 3600  # noqa: SLF001 — as above
    assert "for an hour at most" in PAGE
