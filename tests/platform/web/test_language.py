from http import HTTPStatus

import pytest

from applications import TestingPlatform, platform_on
from databases import TestingDatabase
from factories import make_activity
from groupz_platform.roles import Role


@pytest.mark.parametrize(
    ("headers", "locale"),
    [
        pytest.param({}, "nl", id="nothing said"),
        pytest.param({"Accept-Language": "en-GB,en;q=0.9"}, "en", id="English browser"),
        pytest.param({"Accept-Language": "nl-BE"}, "nl", id="Flemish browser"),
        pytest.param({"Accept-Language": "fr,de;q=0.5"}, "nl", id="neither"),
        pytest.param(
            {"Accept-Language": "en", "Cookie": "language=nl"}, "nl", id="chosen before"
        ),
        pytest.param({"Cookie": "language=xx"}, "nl", id="a cookie of no language"),
    ],
)
def test_the_first_address_leads_to_the_preferred_language(
    on_sqlite: TestingPlatform, headers: dict[str, str], locale: str
) -> None:
    answer = on_sqlite.visitor.get("/", **headers)

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.location == f"/{locale}/"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_address_decides_and_not_the_cookie(on_sqlite: TestingPlatform) -> None:
    page = on_sqlite.visitor.get("/en/about", Cookie="language=nl")

    assert '<html lang="en">' in page.text


def test_choosing_a_language_goes_there_and_remembers_it(
    on_sqlite: TestingPlatform,
) -> None:
    chosen = on_sqlite.visitor.post("/language", {"next": "/en/about"})

    assert chosen.status_code == HTTPStatus.SEE_OTHER
    assert chosen.location == "/en/about"
    cookie = chosen.headers["Set-Cookie"]
    assert cookie.startswith("language=en;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age=31536000" in cookie


def test_over_tls_the_cookie_is_for_tls_alone(
    sqlite_database: TestingDatabase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    origin = "https://bookings.example"
    instance = tmp_path_factory.mktemp("instance")
    with platform_on(sqlite_database, instance, public_url=origin) as platform:
        chosen = platform.visitor.post("/language", {"next": "/en/"}, Origin=origin)

    assert "Secure" in chosen.headers["Set-Cookie"]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/fr/",
        "//evil.example/nl/",
        "https://evil.example/nl/",
        "/nl//evil.example",
        "/nl/\\evil",
        "nl/",
        "/nl/\r\na",
    ],
)
def test_choosing_leads_nowhere_else(on_sqlite: TestingPlatform, path: str) -> None:
    refused = on_sqlite.visitor.post("/language", {"next": path})

    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert "Set-Cookie" not in refused.headers


@pytest.mark.parametrize(
    ("here", "there"),
    [
        pytest.param("/nl/", "/en/", id="programme"),
        pytest.param("/nl/veiligheid", "/en/security", id="words of the language"),
        pytest.param(
            "/nl/activiteiten/krant?month=2026-12",
            "/en/activities/krant?month=2026-12",
            id="with a query",
        ),
    ],
)
def test_each_page_names_itself_in_the_other_language(
    on_sqlite: TestingPlatform, here: str, there: str
) -> None:
    with on_sqlite.database.databases.transaction(Role.BACKOFFICE) as session:
        make_activity(session, slug="krant")

    page = on_sqlite.visitor.get(here)

    assert f'name="next" value="{there}"' in page.text
    assert on_sqlite.visitor.get(there).status_code == HTTPStatus.OK


def test_the_backoffice_links_to_the_visitors_pages(on_sqlite: TestingPlatform) -> None:
    page = on_sqlite.visitor.get("/backoffice/nothing", **{"Accept-Language": "en"})

    assert page.status_code == HTTPStatus.NOT_FOUND
    assert 'href="/en/privacy"' in page.text
