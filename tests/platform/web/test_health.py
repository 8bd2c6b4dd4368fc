from http import HTTPStatus

import pytest

from applications import TestingPlatform
from groupz_platform.db import Databases
from groupz_platform.errors import BusyError


def test_a_process_that_works_is_alive_and_ready(platform: TestingPlatform) -> None:
    for path in ("/healthz", "/readyz"):
        answer = platform.visitor.get(path)
        assert answer.status_code == HTTPStatus.OK
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_process_whose_database_is_away_is_alive_but_not_ready(
    on_sqlite: TestingPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: object) -> None:
        raise BusyError

    monkeypatch.setattr(Databases, "transaction", busy)

    assert on_sqlite.visitor.get("/healthz").status_code == HTTPStatus.OK
    ready = on_sqlite.visitor.get("/readyz")
    assert ready.status_code == HTTPStatus.SERVICE_UNAVAILABLE
