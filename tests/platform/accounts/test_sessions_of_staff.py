"""Sessions of the staff: they end, they are deleted, and nobody takes one over."""

from http import HTTPStatus

import pytest
from sqlalchemy import select, text

from doorstep import Doorstep
from groupz_platform.accounts.models import STAFF_SESSIONS
from groupz_platform.accounts.rules import SessionEnd
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import Office


def rows(office: Office) -> list[dict[str, object]]:
    with office.database.databases.transaction(Role.SIGN_IN) as session:
        return [dict(row) for row in session.execute(select(STAFF_SESSIONS)).mappings()]


@pytest.fixture
def inside(robin: Doorstep) -> Doorstep:
    """Robin, signed in."""
    robin.sign_in()
    for row in rows(robin.office)[:-1]:  # the one of enrolment
        with robin.office.database.databases.transaction(Role.SIGN_IN) as session:
            gone = STAFF_SESSIONS.c.handle == row["handle"]
            session.execute(STAFF_SESSIONS.delete().where(gone))
    return robin


def ends(robin: Doorstep) -> SessionEnd | None:
    return robin.history[-1].ended_by


def test_an_hour_without_use_ends_and_deletes_it(inside: Doorstep) -> None:
    inside.wait(minutes=59)
    still = inside.is_in
    inside.wait(minutes=60, seconds=1)
    answer = inside.get("/account/")

    assert still
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert rows(inside.office) == []
    assert ends(inside) is SessionEnd.IDLE


def test_twelve_hours_end_it_in_any_case(inside: Doorstep) -> None:
    for _ in range(12 * 60 // 50):
        inside.wait(minutes=50)
        assert inside.is_in
    inside.wait(minutes=21)

    assert not inside.is_in
    assert rows(inside.office) == []
    assert ends(inside) is SessionEnd.ABSOLUTE


def test_the_reaper_deletes_what_nobody_asks_for(inside: Doorstep) -> None:
    inside.wait(minutes=61)
    [job] = [
        job
        for job in inside.office.platform.platform.background
        if job.name == "sessions"
    ]

    job.attempt()

    assert rows(inside.office) == []
    assert ends(inside) is SessionEnd.IDLE


def test_signing_out_ends_it(inside: Doorstep) -> None:
    page = inside.get("/account/")

    inside.send(page, "/sign-out")

    assert not inside.cookie
    assert rows(inside.office) == []
    assert ends(inside) is SessionEnd.SIGNED_OUT


def test_signing_out_everywhere_ends_all_of_ones_own(inside: Doorstep) -> None:
    other = Doorstep(inside.office, secret=inside.secret)
    other.wait(minutes=1)
    other.sign_in()
    sam = Doorstep(inside.office, name="sam").enrolled()
    sam.sign_in()

    inside.send(inside.get("/account/"), "/account/sessions/end")

    assert not inside.is_in
    assert not other.is_in
    assert sam.is_in


def test_nobody_ends_the_session_of_somebody_else(inside: Doorstep) -> None:
    sam = Doorstep(inside.office, name="sam", role=StaffRole.DESK).enrolled()
    sam.sign_in()
    [handle] = [row["handle"] for row in rows(inside.office) if row["user"] == "1"]

    sam.send(sam.get("/account/"), f"/account/sessions/{handle}/end")

    assert inside.is_in


def test_an_id_that_somebody_else_chose_is_not_taken_over(robin: Doorstep) -> None:
    planted = "A" * 43
    robin.client.set_cookie("session", planted, domain="localhost", path="/backoffice")

    robin.sign_in()

    assert robin.is_in
    assert robin.cookie != planted


def test_the_id_is_new_after_the_second_factor_was_given_again(
    inside: Doorstep,
) -> None:
    before = inside.cookie
    inside.wait(minutes=11)
    asked = inside.get("/people/new")
    page = inside.get(asked.headers["Location"])

    answer = inside.send(page, asked.headers["Location"], code=inside.code)

    assert answer.headers["Location"] == "/backoffice/people/new"
    assert inside.get("/people/new").status_code == HTTPStatus.OK
    assert inside.cookie != before
    inside.client.set_cookie("session", before, domain="localhost", path="/backoffice")
    assert not inside.is_in


def test_who_reads_the_database_signs_in_as_nobody(inside: Doorstep) -> None:
    [row] = rows(inside.office)
    thief = Doorstep(inside.office)

    for value in (row["handle"], row["hash"]):
        thief.client.set_cookie(
            "session", str(value), domain="localhost", path="/backoffice"
        )
        assert not thief.is_in
    assert inside.cookie not in str(row)


def test_a_form_without_its_token_changes_nothing(inside: Doorstep) -> None:
    answer = inside.post("/account/", name="Mallory", locale="en")

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Mallory" not in inside.get("/account/").text


def test_a_closed_account_is_out_at_once(inside: Doorstep) -> None:
    office = inside.office
    office.as_(StaffRole.ADMINISTRATOR, name="Sam").post(
        f"/people/{inside.number}/close"
    )

    assert not inside.is_in
    assert not any(row["user"] == str(inside.number) for row in rows(office))


def test_a_role_taken_away_holds_from_the_next_page_on(inside: Doorstep) -> None:
    with inside.office.database.databases.transaction(Role.BACKOFFICE) as session:
        session.execute(text("UPDATE staff_accounts SET role = 'guide'"))

    assert inside.get("/people/").status_code == HTTPStatus.FORBIDDEN


def test_another_browser_has_to_show_the_factor_again(inside: Doorstep) -> None:
    inside.network = "203.0.113.77"

    assert inside.is_in
    assert "/confirm/" in inside.get("/people/new").headers["Location"]


def test_nobody_has_a_cookie_who_has_not_signed_in(office: Office) -> None:
    visitor = Doorstep(office)

    answers = [visitor.get(path) for path in ("/sign-in", "/", "/people/", "/nothing")]

    assert not any("Set-Cookie" in answer.headers for answer in answers)
    assert rows(office) == []
