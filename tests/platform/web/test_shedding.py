from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.test import Client

from groupz_platform.web.shedding import Shedding


def app(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    start("200 OK", [])
    return [b"served"]


@pytest.mark.parametrize(
    ("waiting", "status"),
    [
        pytest.param(9, HTTPStatus.OK, id="fewer than may wait"),
        pytest.param(10, HTTPStatus.OK, id="as many as may wait"),
        pytest.param(11, HTTPStatus.SERVICE_UNAVAILABLE, id="one more"),
    ],
)
def test_requests_are_turned_away_only_while_too_many_wait(
    waiting: int, status: HTTPStatus
) -> None:
    client = Client(Shedding(app, lambda: waiting, 10, [("X-Frame-Options", "DENY")]))

    assert client.get("/").status_code == status


def test_who_is_turned_away_learns_when_to_come_back() -> None:
    client = Client(Shedding(app, lambda: 11, 10, [("X-Frame-Options", "DENY")]))

    answer = client.get("/")

    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "Very busy" in answer.text
