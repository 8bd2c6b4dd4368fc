import json
import logging
from http import HTTPStatus

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from applications import TestingPlatform
from groupz_platform import logs
from groupz_platform.errors import (
    BusyError,
    ConflictError,
    GoneError,
    InvalidInputError,
    NotFoundError,
    RefusalError,
)
from groupz_platform.roles import Role

QUERY = "groupz_platform.site.pages.published_activities"


def break_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr(QUERY, broken)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(NotFoundError(), HTTPStatus.NOT_FOUND, id="not found"),
        pytest.param(GoneError(), HTTPStatus.GONE, id="gone"),
        pytest.param(ConflictError(), HTTPStatus.CONFLICT, id="conflict"),
        pytest.param(
            InvalidInputError(), HTTPStatus.UNPROCESSABLE_ENTITY, id="bad input"
        ),
        pytest.param(BusyError(), HTTPStatus.SERVICE_UNAVAILABLE, id="busy"),
        pytest.param(RefusalError(), HTTPStatus.BAD_REQUEST, id="any other refusal"),
        pytest.param(
            ValueError("secret detail"), HTTPStatus.INTERNAL_SERVER_ERROR, id="a bug"
        ),
    ],
)
def test_an_error_is_a_page_with_a_reference_and_nothing_of_the_inside(
    on_sqlite: TestingPlatform,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: HTTPStatus,
) -> None:
    break_with(monkeypatch, error)

    page = on_sqlite.visitor.get("/en/")

    assert page.status_code == status
    assert page.headers["X-Request-ID"] in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "secret detail" not in page.text
    assert ("Retry-After" in page.headers) == (status == 503)


@pytest.mark.parametrize(
    ("path", "locale"),
    [
        pytest.param("/en/nothing", "en", id="English address"),
        pytest.param("/nl/nothing", "nl", id="Dutch address"),
        pytest.param("/nothing", "nl", id="no language in the address"),
    ],
)
def test_an_error_page_speaks_the_visitors_language(
    on_sqlite: TestingPlatform, path: str, locale: str
) -> None:
    page = on_sqlite.visitor.get(path)

    assert page.status_code == HTTPStatus.NOT_FOUND
    assert f'<html lang="{locale}">' in page.text


def test_a_wrong_method_is_told_the_right_ones(on_sqlite: TestingPlatform) -> None:
    page = on_sqlite.visitor.post("/nl/", {})

    assert page.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert "GET" in page.headers["Allow"]


def test_the_reference_of_a_page_stands_in_the_log_and_no_path_does(
    on_sqlite: TestingPlatform,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    logs.configure(as_json=True)

    page = on_sqlite.visitor.get("/nl/b/somebodys-secret-link")
    structlog.reset_defaults()

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    mine = [
        line for line in lines if line["request_id"] == page.headers["X-Request-ID"]
    ]
    assert {line["event"] for line in mine} == {"request", "refused"}
    assert mine[-1]["route"] == "/nl/b/<token>"
    assert mine[-1]["status"] == 404
    assert "somebodys-secret-link" not in str(lines)


def test_a_bug_is_logged_once_with_its_traceback(
    on_sqlite: TestingPlatform,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    break_with(monkeypatch, ValueError("what broke"))
    logs.configure(as_json=False)

    on_sqlite.visitor.get("/nl/")
    structlog.reset_defaults()

    assert capsys.readouterr().err.count("ValueError: what broke") == 1


def test_what_a_statement_was_given_stands_in_no_log(
    platform: TestingPlatform,
) -> None:
    with (
        platform.database.databases.transaction(Role.VISITOR) as session,
        pytest.raises(DBAPIError) as failed,
    ):
        session.execute(text("SELECT :name FROM nowhere"), {"name": "Sam de Vries"})

    assert "Sam de Vries" not in str(failed.value)
