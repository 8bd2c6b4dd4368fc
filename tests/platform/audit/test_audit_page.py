"""The page of the audit log: found, sorted and paged on the server."""

from collections.abc import Iterator

import pytest

from factories import make_venue
from groupz_platform.audit.models import AuditEntry
from groupz_platform.audit.recording import Actor, acting, no_longer_acting
from groupz_platform.audit.upkeep import AuditUpkeep
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import Office


@pytest.fixture(autouse=True)
def nobody() -> Iterator[None]:
    yield
    no_longer_acting()


def rename(office: Office, *names: str, actor: str = "Robin") -> None:
    """Make a venue, and give it one name after the other."""
    acting(Actor(7, actor, office.clock()))
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        venue = make_venue(session, name="De Kade")
        for name in names:
            venue.name = name
            session.flush()


def test_it_shows_who_changed_what_from_what_to_what(office: Office) -> None:
    rename(office, "De Nieuwe Kade")

    page = office.as_(StaffRole.AUDITOR).get("/audit/").text

    for text in ("Robin", "venues", "De Kade", "De Nieuwe Kade", "22 Nov 2026 10:00"):
        assert text in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("?who=rob", "Robin", id="a part of a name"),
        pytest.param("?what=venues&who=sam", "Sam", id="a table and a name"),
        pytest.param("?from=2026-11-22&until=2026-11-22", "Robin", id="a day"),
        pytest.param("?from=2026-11-23", "", id="a later day"),
        pytest.param("?from=nonsense&page=x&sort=none", "Robin", id="what is odd"),
    ],
)
def test_it_is_filtered_by_the_address(office: Office, query: str, found: str) -> None:
    rename(office, "One", actor="Robin")
    rename(office, "Two", actor="Sam")

    page = office.as_(StaffRole.AUDITOR).get("/audit/" + query).text

    assert ("No changes to show" in page) == (not found)
    assert found in page


def test_a_hostile_name_is_only_text(office: Office) -> None:
    rename(office, "<script>alert(1)</script>")

    page = office.as_(StaffRole.AUDITOR).get("/audit/").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_it_is_paged_on_the_server(office: Office) -> None:
    rename(office, *(f"Name {number}" for number in range(60)))
    clerk = office.as_(StaffRole.AUDITOR)

    first, second = (clerk.get(f"/audit/?page={page}").text for page in (1, 2))

    assert first.count("<tr>") == 51
    assert "Name 59" in first
    assert "Name 0" in second


def test_old_changes_are_forgotten(office: Office) -> None:
    rename(office, "Old")
    office.clock.tick(days=31)
    rename(office, "New")
    databases = office.database.databases

    AuditUpkeep(databases, office.clock, days=30).forget()

    with databases.transaction(Role.BACKOFFICE) as session:
        moments = {entry.at for entry in session.query(AuditEntry)}
    assert moments == {office.clock()}
