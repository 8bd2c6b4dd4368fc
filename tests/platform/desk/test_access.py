"""Every page of the backoffice is refused unless it is allowed."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from structlog.testing import capture_logs

from databases import TestingDatabase
from groupz_platform.app import Parts
from groupz_platform.permissions import PERMISSIONS, Permission, StaffRole
from groupz_platform.web.access import access_of, needs
from office import Clerk, Office, office_on
from pages.routes import OF_STAFF, STAFF, Route

ARGUMENT = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?[^<>]+>")
NOBODY = {"int": "999999", "uuid": "00000000-0000-0000-0000-000000000000"}
FORMS = ("POST", "GET")


def address(route: Route) -> str:
    """The address of something that is not there."""
    return ARGUMENT.sub(lambda match: NOBODY.get(match[1], "none"), route.pattern)


def status(clerk: Clerk, route: Route, method: str) -> int:
    clerk.comes_back()
    send = clerk.post if method == "POST" else clerk.get
    return send(address(route)).status_code


@pytest.fixture
def quiet_office(sqlite_database: TestingDatabase, tmp_path: Path) -> Iterator[Office]:
    """The backoffice on SQLite, where the database does not matter."""
    with office_on(sqlite_database, tmp_path / "instance") as made:
        yield made


@pytest.fixture
def odd_office(
    sqlite_database: TestingDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """A backoffice with a page that says nothing, and a sensitive one."""
    odd = Blueprint("odd", __name__)
    sensitive = needs(Permission.PEOPLE_READ, fresh=True)
    odd.add_url_rule("/unmarked", "unmarked", lambda: "secret")
    odd.add_url_rule("/sensitive", "sensitive", sensitive(lambda: "secret"))
    original = Parts.backoffice

    def with_odd_pages(parts: Parts, public: Flask) -> Flask:
        app = original(parts, public)
        app.register_blueprint(odd)
        return app

    monkeypatch.setattr(Parts, "backoffice", with_odd_pages)
    with office_on(sqlite_database, tmp_path / "instance") as made:
        yield made


def test_every_page_says_what_it_needs() -> None:
    silent = {r.endpoint for r in OF_STAFF if access_of(STAFF, r.endpoint) is None}

    assert not silent


@pytest.mark.parametrize("role", list(StaffRole))
def test_a_role_opens_what_the_table_allows_and_nothing_else(
    quiet_office: Office, role: StaffRole
) -> None:
    clerk = quiet_office.as_(role)
    asked = {
        (route, method): access_of(STAFF, route.endpoint)
        for route in OF_STAFF
        for method in FORMS
        if method in route.methods
    }
    may = {
        key: access is not None
        and (access.permission is None or access.permission in PERMISSIONS[role])
        for key, access in asked.items()
    }

    statuses = {key: status(clerk, *key) for key in asked}

    refused = {key for key, code in statuses.items() if code == HTTPStatus.FORBIDDEN}
    assert refused == {key for key, allowed in may.items() if not allowed}
    assert max(statuses.values()) < HTTPStatus.INTERNAL_SERVER_ERROR, statuses


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(odd_office: Office) -> None:
    answer = odd_office.as_nobody().get("/sensitive?of=today")

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert answer.headers["Location"].endswith("?next=/sensitive?of%3Dtoday")


def test_a_page_that_says_nothing_is_refused_and_stands_in_the_log(
    odd_office: Office,
) -> None:
    with capture_logs() as lines:
        answer = odd_office.as_(StaffRole.ADMINISTRATOR).get("/unmarked")

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "secret" not in answer.text
    assert "a view names no permission" in [line["event"] for line in lines]


def test_a_sensitive_page_asks_the_second_factor_again(odd_office: Office) -> None:
    stale = odd_office.as_(StaffRole.ADMINISTRATOR, fresh=False)
    fresh = odd_office.as_(StaffRole.ADMINISTRATOR)

    answer = stale.get("/sensitive")

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert "/confirm" in answer.headers["Location"]
    assert fresh.get("/sensitive").text == "secret"


def test_the_role_is_asked_before_the_second_factor(odd_office: Office) -> None:
    answer = odd_office.as_(StaffRole.DESK, fresh=False).get("/sensitive")

    assert answer.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("path", ["/audit/", "/nothing-here"])
def test_no_page_of_the_backoffice_is_kept_by_anybody(
    quiet_office: Office, path: str
) -> None:
    answer = quiet_office.as_(StaffRole.AUDITOR).get(path)

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_auditor_changes_nothing_but_their_own_account() -> None:
    allowed = {
        access.permission
        for route in OF_STAFF
        if "POST" in route.methods and (access := access_of(STAFF, route.endpoint))
    } & PERMISSIONS[StaffRole.AUDITOR]

    assert allowed <= {Permission.OWN_ACCOUNT}


def test_finance_reads_no_notes_and_a_guide_the_day_alone() -> None:
    assert Permission.BOOKINGS_NOTES not in PERMISSIONS[StaffRole.FINANCE]
    assert PERMISSIONS[StaffRole.GUIDE] == {
        Permission.OWN_ACCOUNT,
        Permission.DAY_READ,
    }
