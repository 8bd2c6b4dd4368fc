"""Notes that one day's desk hands to another's."""

from http import HTTPStatus

import pytest

from groupz_platform.permissions import StaffRole
from office import Clerk, Office
from pages.markup import Markup


@pytest.fixture
def clerk(office: Office) -> Clerk:
    return office.as_(StaffRole.DESK)


def test_a_note_is_handed_to_tomorrows_desk(office: Office, clerk: Clerk) -> None:
    clerk.post("/notes", {"text": "The bus <is> late.", "day": "2026-11-23"})
    office.clock.tick(days=1)
    tomorrow = clerk.get("/")
    done = next(act for act in Markup(tomorrow.text).acts if "/done" in act)
    page = clerk.follow(done)
    office.clock.tick(days=1)

    assert "The bus &lt;is&gt; late." in tomorrow.text
    assert "The note is done." in page.text
    assert "The bus" not in clerk.get("/").text


def test_what_is_done_can_be_undone(office: Office, clerk: Clerk) -> None:
    clerk.post("/notes", {"text": "Return the wheelchair", "day": "2026-11-22"})
    page = clerk.get("/?date=2026-11-22")
    done = next(act for act in Markup(page.text).acts if "/done" in act)

    told = clerk.follow(done)
    undo = next(act for act in Markup(told.text).acts if "/open" in act)
    clerk.post(undo)
    office.clock.tick(days=3)

    assert "Return the wheelchair" in clerk.get("/").text


def test_a_note_that_nobody_did_stays(office: Office, clerk: Clerk) -> None:
    clerk.post("/notes", {"text": "Return the wheelchair", "day": "2026-11-22"})
    office.clock.tick(days=3)

    assert "Return the wheelchair" in clerk.get("/").text
    assert "Return the wheelchair" in clerk.get("/list").text
    assert "Return the wheelchair" not in office.as_(StaffRole.GUIDE).get("/").text
    assert "Return the wheelchair" not in office.as_(StaffRole.GUIDE).get("/list").text


@pytest.mark.parametrize(
    ("text", "day"),
    [("", "2026-11-23"), ("x" * 501, "2026-11-23"), ("late", "soon"), ("late", "")],
)
def test_a_note_that_is_none_is_kept_as_typed(
    clerk: Clerk, text: str, day: str
) -> None:
    page = clerk.post("/notes", {"text": text, "day": day})

    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "at most 500 characters" in page.text
    assert f">{text}</textarea>" in page.text


def note_form(clerk: Clerk) -> tuple[str, dict[str, str]]:
    """Where the only note of the day is changed, and with what it is."""
    clerk.post("/notes", {"text": "The bus is late", "day": "2026-11-22"})
    page = clerk.get("/?date=2026-11-22").text
    done = next(act for act in Markup(page).acts if "/done" in act)
    return done.partition("/done")[0], {"seen": "2026-11-22 The bus is late"}


def test_a_note_is_changed(clerk: Clerk) -> None:
    address, seen = note_form(clerk)

    page = clerk.follow(address, {**seen, "text": "Ten o'clock", "day": "2026-11-30"})

    assert "The note is changed." in page.text
    assert "The bus is late" not in clerk.get("/?date=2026-11-22").text
    assert "Ten o&#39;clock" in clerk.get("/?date=2026-11-30").text


def test_who_changes_a_note_that_was_changed_meanwhile_reads_it_first(
    office: Office, clerk: Clerk
) -> None:
    address, seen = note_form(clerk)
    other = office.as_(StaffRole.PLANNER, name="Noor")
    other.post(address, {**seen, "text": "It comes at ten", "day": "2026-11-22"})

    mine = {"text": "It comes at noon", "day": "2026-11-22"}
    page = clerk.post(f"{address}?date=2026-11-22", {**seen, **mine})
    again = {"seen": "2026-11-22 It comes at ten"}
    saved = clerk.post(address, {**again, **mine})

    assert page.status_code == HTTPStatus.CONFLICT
    assert "It comes at ten" in page.text
    assert ">It comes at noon</textarea>" in page.text
    assert saved.status_code == HTTPStatus.SEE_OTHER
    assert "It comes at noon" in clerk.get("/?date=2026-11-22").text


def test_a_note_of_no_text_leaves_what_was(clerk: Clerk) -> None:
    address, seen = note_form(clerk)

    page = clerk.post(address, {**seen, "text": " ", "day": "2026-11-22"})

    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "The bus is late" in clerk.get("/?date=2026-11-22").text


@pytest.mark.parametrize("act", ["", "/done", "/open"])
def test_a_note_that_is_not_there_is_not_found(clerk: Clerk, act: str) -> None:
    form = {"text": "x", "day": "2026-11-22"}

    assert clerk.post(f"/notes/999{act}", form).status_code == HTTPStatus.NOT_FOUND


def test_an_auditor_reads_notes_and_writes_none(office: Office, clerk: Clerk) -> None:
    address, seen = note_form(clerk)
    auditor = office.as_(StaffRole.AUDITOR)
    form = {**seen, "text": "x", "day": "2026-11-22"}

    page = auditor.get("/?date=2026-11-22").text

    assert "The bus is late" in page
    assert not [act for act in Markup(page).acts if "/notes" in act]
    for act in ("/notes", address, f"{address}/done", f"{address}/open"):
        assert auditor.post(act, form).status_code == HTTPStatus.FORBIDDEN
