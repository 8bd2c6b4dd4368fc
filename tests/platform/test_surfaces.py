from http import HTTPStatus
from pathlib import Path

import pytest

from applications import platform_on
from databases import TestingDatabase


@pytest.mark.parametrize(
    ("surface", "statuses"),
    [
        pytest.param("public", {"/nl/": 200, "/backoffice/": 404}, id="public"),
        pytest.param("backoffice", {"/nl/": 404, "/backoffice/": 200}, id="backoffice"),
        pytest.param("both", {"/nl/": 200, "/backoffice/": 200}, id="both"),
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


def test_the_backoffice_says_that_nobody_can_sign_in_yet(
    sqlite_database: TestingDatabase, tmp_path: Path
) -> None:
    with platform_on(sqlite_database, tmp_path) as platform:
        page = platform.visitor.get("/backoffice/", **{"Accept-Language": "en"})

    assert "Nobody can sign in" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
