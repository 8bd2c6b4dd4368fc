"""Calendar files, read back as a calendar would."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st
from icalendar import Calendar, Event

from groupz_platform.mail.calendar import CalendarEvent, calendar_file
from letters import EVENT

LINK = "https://bookings.x.example/nl/b/t0k_-en"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LINE_BYTES = 75  # RFC 5545 section 3.1, without the line end


def read_back(event: CalendarEvent, link: str | None = LINK) -> Event:
    (read,) = Calendar.from_ical(calendar_file(event, link=link)).events
    assert isinstance(read, Event)
    return read


def test_a_visit_is_published_with_all_that_a_calendar_needs() -> None:
    calendar = Calendar.from_ical(calendar_file(EVENT, link=LINK))
    event = read_back(EVENT)

    assert calendar["method"] == "PUBLISH"
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    assert event["status"] == "CONFIRMED"
    assert (event.uid, event.sequence) == (EVENT.uid, EVENT.sequence)
    assert event.stamp == EVENT.stamped_at
    assert event["organizer"] == "mailto:groepen@papier.example"
    assert event["organizer"].params["CN"] == "Papier & Lood"


def test_a_cancelled_visit_goes_out_of_the_calendar() -> None:
    gone = replace(EVENT, cancelled=True, sequence=4)

    calendar = Calendar.from_ical(calendar_file(gone, link=None))
    event = read_back(gone, link=None)

    assert calendar["method"] == "CANCEL"
    assert event["status"] == "CANCELLED"
    assert (event.uid, event.sequence) == (EVENT.uid, 4)


def test_the_link_is_there_to_click_and_to_read() -> None:
    event = read_back(EVENT)

    assert event["url"] == LINK
    assert event["description"] == f"{EVENT.description}\n\n{LINK}"


def test_without_a_link_there_is_no_url() -> None:
    event = read_back(EVENT, link=None)

    assert "url" not in event
    assert event["description"] == EVENT.description


@pytest.mark.parametrize(
    ("starts_at", "in_utc"),
    [
        pytest.param(
            datetime(2026, 3, 29, 1, 30, tzinfo=AMSTERDAM),
            b"DTSTART:20260329T003000Z",
            id="before clocks go forward",
        ),
        pytest.param(
            datetime(2026, 3, 29, 3, 30, tzinfo=AMSTERDAM),
            b"DTSTART:20260329T013000Z",
            id="after clocks go forward",
        ),
        pytest.param(
            datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM),
            b"DTSTART:20261025T003000Z",
            id="the first half past two",
        ),
        pytest.param(
            datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM, fold=1),
            b"DTSTART:20261025T013000Z",
            id="the second half past two",
        ),
        pytest.param(
            datetime(2028, 2, 29, 10, 0, tzinfo=AMSTERDAM),
            b"DTSTART:20280229T090000Z",
            id="leap day",
        ),
    ],
)
def test_moments_stand_in_utc(starts_at: datetime, in_utc: bytes) -> None:
    ends_at = starts_at.astimezone(UTC) + timedelta(hours=2)
    event = replace(EVENT, starts_at=starts_at, ends_at=ends_at)

    assert in_utc in calendar_file(event, link=LINK).split(b"\r\n")
    assert read_back(event).end - read_back(event).start == timedelta(hours=2)


@given(st.text(), st.text(), st.text())
def test_any_text_comes_back_without_what_no_calendar_may_hold(
    summary: str, location: str, description: str
) -> None:
    event = replace(
        EVENT, summary=summary, location=location, description=f"x{description}x"
    )

    read = read_back(event, link=None)

    assert read["summary"] == legible(summary)
    assert read["location"] == legible(location)
    assert read["description"] == f"x{legible(description)}x"


@given(
    st.text(alphabet=st.sampled_from('aé😀,;:"\\\r\n\x00\x0b\u2028 ')),
    st.text(alphabet=st.sampled_from('aé😀,;:^"\\\r\n\x00\x85')),
)
def test_every_line_is_short_ends_in_crlf_and_is_one_of_ours(
    text: str, organizer: str
) -> None:
    event = replace(EVENT, summary=text, description=text, organizer=organizer)

    file = calendar_file(event, link=LINK)

    assert file.endswith(b"END:VCALENDAR\r\n")
    assert len(file.decode().splitlines()) == file.count(b"\r\n")
    assert max(map(len, file.split(b"\r\n"))) <= LINE_BYTES
    assert names_in(file) == names_in(calendar_file(EVENT, link=LINK))


def test_plain_values_hold_all_of_an_event() -> None:
    assert CalendarEvent.from_json(EVENT.as_json()) == EVENT


def names_in(file: bytes) -> list[bytes]:
    """Name the lines of a file once they are unfolded."""
    unfolded = file.replace(b"\r\n ", b"").split(b"\r\n")
    return [re.split(rb"[:;]", line)[0] for line in unfolded]


def legible(text: str) -> str:
    """Say what RFC 5545 leaves of a text, in another way than the code does."""
    whole = "\n".join(f"{text.replace(chr(9), '␉')}|".splitlines()).removesuffix("|")
    kept = [
        c if c == "\n" or not (ord(c) < 32 or 127 <= ord(c) < 160) else " "
        for c in whole
    ]
    return "".join(kept).replace("␉", "\t")
