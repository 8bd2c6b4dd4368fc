from http import HTTPStatus
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from applications import platform_on
from databases import TestingDatabase


@pytest.mark.parametrize(
    ("surface", "statuses"),
    [
        pytest.param("public", {"/nl/": 200, "/backoffice/": 404}, id="public"),
        pytest.param("backoffice", {"/nl/": 404, "/backoffice/": 303}, id="backoffice"),
        pytest.param("both", {"/nl/": 200, "/backoffice/": 303}, id="both"),
    ],
)
def test_a_surface_serves_its_pages_and_no_others(
    database: TestingDatabase, tmp_path: Path, surface: str, statuses: dict[str, int]
) -> None:
    with platform_on(database, tmp_path, surface=surface) as platform:
        answers = {path: platform.visitor.get(path).status_code for path in statuses}
        ready = platform.visitor.get("/readyz").status_code
        roles = platform.platform.databases.roles

    assert answers == statuses
    assert ready == HTTPStatus.OK
    assert roles == platform.settings.roles


@pytest.mark.parametrize("surface", ["public", "backoffice", "both"])
def test_each_surface_does_its_daily_work(
    database: TestingDatabase, tmp_path: Path, surface: str
) -> None:
    with (
        platform_on(database, tmp_path, surface=surface) as platform,
        capture_logs() as lines,
    ):
        for job in platform.platform.background:
            job.attempt()

    assert "places recounted" in [line["event"] for line in lines]
    assert not [line for line in lines if line["log_level"] == "error"]


def test_a_page_of_the_backoffice_is_kept_by_nobody(
    sqlite_database: TestingDatabase, tmp_path: Path
) -> None:
    with platform_on(sqlite_database, tmp_path) as platform:
        page = platform.visitor.get("/backoffice/", **{"Accept-Language": "en"})

    assert page.headers["Location"].endswith("/backoffice/sign-in")
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
