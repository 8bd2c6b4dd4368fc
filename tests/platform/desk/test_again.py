"""A form that comes too late: nothing is done, and nothing typed is lost."""

from collections.abc import Iterator
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import pytest
from flask import Blueprint, Flask, request

from databases import TestingDatabase
from groupz_platform.app import Parts
from groupz_platform.permissions import Permission, StaffRole
from groupz_platform.web.access import needs
from office import Office, office_on
from pages.markup import Markup
from pages.routes import OF_STAFF

TYPED = {
    "subject": 'Over "morgen" <b>',
    "text": "Beste Jo,\r\n\r\nTot morgen!",
    "new_password": "correct horse",
    "code": "123456",
    "csrf_token": "of-an-earlier-session",
}


@pytest.fixture
def taken() -> list[str]:
    """What the page has taken, by its texts."""
    return []


@pytest.fixture
def office_with_form(
    sqlite_database: TestingDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    taken: list[str],
) -> Iterator[Office]:
    form = Blueprint("form", __name__)
    original = Parts.backoffice

    def take() -> str:
        taken.append(request.form["text"])
        return "taken"

    marked = needs(Permission.OUTBOX_CHANGE, fresh=True)(take)
    form.add_url_rule("/form", "form", marked, methods=["POST"])

    def with_form(parts: Parts, public: Flask) -> Flask:
        app = original(parts, public)
        app.register_blueprint(form)
        return app

    monkeypatch.setattr(Parts, "backoffice", with_form)
    with office_on(sqlite_database, tmp_path / "instance") as made:
        yield made


@pytest.mark.parametrize(
    ("signed_in", "title", "helps"),
    [
        pytest.param(False, "Your session has ended", "sign_in.password", id="ended"),
        pytest.param(True, "Show once more", "confirming.ask", id="not fresh"),
    ],
)
def test_what_was_typed_is_kept_and_can_be_sent_again(
    office_with_form: Office,
    taken: list[str],
    *,
    signed_in: bool,
    title: str,
    helps: str,
) -> None:
    planner = office_with_form.as_(StaffRole.PLANNER, fresh=False)
    late = planner if signed_in else office_with_form.as_nobody()

    answer = late.post("/form?of=7", TYPED)
    page = Markup(answer.text)
    back = office_with_form.as_(StaffRole.PLANNER)
    looked_at = back.post("/form?of=7", page.inputs).text
    sent_again = back.post("/form?of=7", Markup(looked_at).inputs)

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert title in answer.text
    assert "This form is from an earlier session" in looked_at
    assert address_of(helps) in page.ways
    assert sent_again.text == "taken"
    assert taken == [TYPED["text"]]


def test_neither_passwords_nor_codes_nor_markup_come_back(
    office_with_form: Office,
) -> None:
    page = office_with_form.as_nobody().post("/form", TYPED).text

    assert not any(
        TYPED[name] in page for name in ("new_password", "code", "csrf_token")
    )
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


def test_files_have_to_be_chosen_again(office_with_form: Office) -> None:
    picture = (BytesIO(b"GIF89a"), "tower.gif")

    page = office_with_form.as_nobody().post("/form", {**TYPED, "picture": picture})

    assert "tower.gif" in page.text


def test_reading_leads_back_after_signing_in(office_with_form: Office) -> None:
    answer = office_with_form.as_nobody().get("/audit/?who=robin")

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert answer.headers["Location"] == (
        address_of("sign_in.password") + "?next=/audit/?who%3Drobin"
    )


def address_of(endpoint: str) -> str:
    return next(route.pattern for route in OF_STAFF if route.endpoint == endpoint)
