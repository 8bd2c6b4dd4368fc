from http import HTTPStatus

import pytest

from applications import ORIGIN, TestingPlatform, platform_on
from databases import TestingDatabase
from groupz_platform.web.static_files import StaticFiles

DEMANDED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=63072000; includeSubDomains; preload"
ANSWERS = [
    pytest.param("/nl/", id="page"),
    pytest.param("/", id="redirect"),
    pytest.param("/nl/nothing-here", id="not found"),
    pytest.param("/nothing-here", id="not found outside a language"),
    pytest.param("/healthz", id="health"),
    pytest.param("/backoffice/", id="backoffice"),
    pytest.param("/backoffice/nothing", id="not found in the backoffice"),
    pytest.param("static", id="static file"),
]


def address(platform: TestingPlatform, path: str) -> str:
    if path != "static":
        return path
    return StaticFiles.publish(platform.settings.instance).url("css/base.css")


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_headers(
    on_sqlite: TestingPlatform, path: str
) -> None:
    answer = on_sqlite.visitor.get(address(on_sqlite, path))

    assert {name: answer.headers.get(name) for name in DEMANDED} == DEMANDED
    assert "camera=()" in answer.headers["Permissions-Policy"]
    depends_on_cookie = "Cookie" in answer.headers.get("Vary", "")
    assert depends_on_cookie == path.startswith("/backoffice")
    assert "Set-Cookie" not in answer.headers
    assert "Server" not in answer.headers


def test_a_refusal_of_the_shield_carries_them_too(on_sqlite: TestingPlatform) -> None:
    refused = on_sqlite.visitor.post("/language", {}, Origin="https://evil.example")

    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert {name: refused.headers.get(name) for name in DEMANDED} == DEMANDED
    assert refused.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ANSWERS)
def test_over_tls_every_answer_demands_tls_for_two_years(
    sqlite_database: TestingDatabase,
    tmp_path_factory: pytest.TempPathFactory,
    path: str,
) -> None:
    instance = tmp_path_factory.mktemp("instance")
    with platform_on(
        sqlite_database,
        instance,
        public_url="https://bookings.example",
        trusted_proxies="127.0.0.1",
    ) as platform:
        answer = platform.visitor.get(
            address(platform, path), **{"X-Forwarded-Proto": "https"}
        )
        refused = platform.visitor.post("/language", {}, Origin=ORIGIN)

    assert answer.headers["Strict-Transport-Security"] == HSTS
    assert refused.headers["Strict-Transport-Security"] == HSTS


def test_without_tls_nothing_demands_it(on_sqlite: TestingPlatform) -> None:
    assert "Strict-Transport-Security" not in on_sqlite.visitor.get("/nl/").headers
