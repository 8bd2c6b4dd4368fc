"""A crawl of every address: no cookie but the language, nothing from elsewhere.

The addresses come from the application's own maps, so that a new page is crawled too.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from pages.browsing import load_pictures, watching
from pages.client import FORM, Answer, Client
from pages.conftest import Visitors
from pages.errors import ERRORS, Wrong
from pages.groups import SHARED, free_slot, school_class
from pages.headers import wrong_headers
from pages.markup import Markup
from pages.routes import OF_VISITORS, PAGES, Route, other, page_of
from pages.sitemap import Sitemap, crawled
from pages.walking import book, send, token_in
from site_server import Site, copied_instance, serving

ANSWERING = [route for route in OF_VISITORS if "GET" in route.methods]
PRIVATE = [route for route in ANSWERING if route.is_private]
GROUP = "child=24&supervisor=3&type=school"
ASKED = [
    ("site.search", f"{GROUP}&kind=visit"),
    ("site.activity", f"{GROUP}&month=2027-03"),
    ("bookings.book", GROUP),
    ("bookings.regroup", GROUP),
    ("bookings.change", "child=20&supervisor=3&type=school&month=2027-03"),
]
COOKIES = ["", "language=en", "language=xx; session=1; remember_token=2"]
LOCALES = ["nl", "en"]
YEAR_SECONDS = 31_536_000
FILE_IN_STYLES = re.compile(r"url\([\"']?([^)\"']+)[\"']?\)")


@pytest.fixture(scope="module")
def sitemaps(client: Client) -> dict[str, Sitemap]:
    return {locale: crawled(client, f"/{locale}/") for locale in LOCALES}


@pytest.fixture(params=LOCALES)
def sitemap(sitemaps: dict[str, Sitemap], request: pytest.FixtureRequest) -> Sitemap:
    """All that is reached by links from the programme, in one language."""
    return sitemaps[request.param]


@pytest.mark.parametrize("cookie", COOKIES, ids=["none", "chosen", "of others"])
@pytest.mark.parametrize("route", ANSWERING, ids=str)
def test_an_address_answers_safely_and_sets_no_cookie(
    client: Client, examples: dict[str, str], route: Route, cookie: str
) -> None:
    answer = client.get(route.path(examples), Cookie=cookie)

    assert answer.status == (302 if route.endpoint == "language.start" else 200)
    assert not wrong_headers(answer.headers)
    assert answer.cookies == []


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_a_page_is_in_its_language_and_has_nothing_inline(
    client: Client, examples: dict[str, str], route: Route
) -> None:
    path = route.path(examples)
    page = Markup(client.get(path, Cookie=f"language={other(str(route.locale))}").text)

    assert page.language == route.locale
    assert page.inline == []
    assert all(path.startswith("/static/") for path in page.assets)


@pytest.mark.parametrize("wrong", ERRORS, ids=str)
@pytest.mark.parametrize("locale", LOCALES)
def test_an_error_is_a_safe_page_in_the_visitors_language(
    client: Client, examples: dict[str, str], wrong: Wrong, locale: str
) -> None:
    answer = wrong.provoke(client, locale, examples)

    assert answer.status == wrong.status
    assert not wrong_headers(answer.headers)
    assert {"no-store", "private"} & set(answer.headers["Cache-Control"].split(", "))
    assert answer.cookies == []
    page = Markup(answer.text)
    assert page.language == locale
    assert page.inline == []


@pytest.mark.parametrize("wrong", [w for w in ERRORS if w.is_told], ids=str)
def test_an_error_page_has_a_reference_that_stands_in_the_log(
    site: Site, client: Client, examples: dict[str, str], wrong: Wrong
) -> None:
    answer = wrong.provoke(client, "nl", examples)

    [reference] = re.findall(r"<code>(\w{8})</code>", answer.text)
    assert reference in site.log


def test_a_body_that_is_too_large_is_refused_with_the_same_headers(
    client: Client,
) -> None:
    announced = {"Content_Length": "2000000", "Content_Type": FORM}
    answer = client.ask("POST", "/language", None, **announced)

    assert answer.status == 413
    assert not wrong_headers(answer.headers)


@pytest.mark.parametrize("locale", LOCALES)
def test_choosing_a_language_sets_the_one_cookie(client: Client, locale: str) -> None:
    answer = client.post("/language", {"next": f"/{locale}/contact"})

    assert (answer.status, answer.location) == (303, f"/{locale}/contact")
    [cookie] = answer.cookies
    value, *attributes = cookie.split("; ")
    assert value == f"language={locale}"
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes)
    assert not wrong_headers(answer.headers)


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_the_language_switch_leads_to_the_same_page_and_back(
    client: Client, examples: dict[str, str], route: Route
) -> None:
    there = switched(client, route.path(examples))
    back = switched(client, there)

    assert there == page_of(route.endpoint, other(str(route.locale))).path(examples)
    assert back == route.path(examples)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked[0])
@pytest.mark.parametrize("locale", LOCALES)
def test_the_language_switch_keeps_what_was_asked_for(
    client: Client, examples: dict[str, str], locale: str, asked: tuple[str, str]
) -> None:
    endpoint, query = asked
    path, there = (
        f"{page_of(endpoint, each).path(examples)}?{query}"
        for each in (locale, other(locale))
    )

    assert switched(client, path) == there
    assert switched(client, there) == path


@pytest.mark.parametrize("locale", LOCALES)
def test_a_link_that_was_replaced_says_what_one_says_that_never_was(
    site: Site, client: Client, locale: str
) -> None:
    group = school_class()
    booked = book(client, free_slot(site, SHARED), locale, group)
    replaced = {"token": token_in(booked), "hold": token_in(booked)}
    nobodys = {"token": "A" * 43, "hold": "A" * 43}
    correct = page_of("bookings.email", locale).path(replaced)
    assert client.get(booked).status == 200
    send(client, correct, {"email": school_class().email})

    for route in (route for route in PRIVATE if route.locale == locale):
        gone, unknown = (client.get(route.path(each)) for each in (replaced, nobodys))

        assert gone.status == unknown.status == 404
        assert as_told(gone) == as_told(unknown)


def test_every_page_is_reached_by_links(sitemap: Sitemap) -> None:
    behind_a_form = {"bookings.sent"}
    public = {route.endpoint for route in PAGES if not route.is_private}

    assert sitemap.endpoints == public - behind_a_form


def test_every_link_leads_to_a_page_and_to_a_place_on_it(sitemap: Sitemap) -> None:
    assert sitemap.broken == []


def test_every_file_that_a_page_loads_is_there(
    client: Client, sitemap: Sitemap
) -> None:
    sheets = {path for path in sitemap.assets if path.endswith(".css")}
    named = {
        urljoin(sheet, file)
        for sheet in sheets
        for file in FILE_IN_STYLES.findall(client.get(sheet).text)
    }

    assert sheets
    assert {path: client.get(path).status for path in sitemap.assets | named} == (
        dict.fromkeys(sitemap.assets | named, 200)
    )


def test_a_file_is_kept_for_a_year_under_a_name_of_its_content(
    client: Client, sitemap: Sitemap
) -> None:
    for path in sitemap.assets:
        answer = client.get(path)

        assert not wrong_headers(answer.headers)
        assert answer.cookies == []
        assert re.match(r"/static/[0-9a-f]{16}/", path)
        [seconds] = re.findall(r"max-age=(\d+)", answer.headers["Cache-Control"])
        assert int(seconds) >= YEAR_SECONDS
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_what_can_be_compressed_is_sent_compressed(
    client: Client, sitemap: Sitemap, coding: str
) -> None:
    texts = {path for path in sitemap.assets if not path.endswith(".woff2")}

    assert texts
    for path in texts:
        plain, compressed = client.get(path), client.get(path, Accept_Encoding=coding)

        assert plain.headers["Content-Encoding"] is None
        assert compressed.headers["Content-Encoding"] == coding
        assert compressed.headers["Vary"] == "Accept-Encoding"
        assert len(compressed.body) < len(plain.body)


@pytest.mark.parametrize("route", PRIVATE, ids=str)
def test_what_is_behind_a_link_of_a_booking_is_kept_nowhere(
    client: Client, examples: dict[str, str], route: Route
) -> None:
    answer = client.get(route.path(examples))

    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    if answer.is_html:
        assert "noindex" in Markup(answer.text).robots


@pytest.mark.parametrize("locale", LOCALES)
def test_no_page_that_everybody_can_read_leads_to_what_is_behind_a_link(
    sitemaps: dict[str, Sitemap], locale: str
) -> None:
    found = sitemaps[locale].pages

    assert found
    assert [path for path in found if any(r.fits(path) for r in PRIVATE)] == []


def test_a_form_is_kept_by_its_own_browser_alone(
    client: Client, examples: dict[str, str]
) -> None:
    answer = client.get(page_of("bookings.book", "nl").path(examples))

    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("locale", LOCALES)
def test_in_chromium_every_page_asks_this_site_alone_and_keeps_nothing(
    visitors: Visitors, site: Site, examples: dict[str, str], locale: str
) -> None:
    page = visitors(locale)

    with watching(page) as seen:
        for route in (route for route in PAGES if route.locale == locale):
            page.goto(route.path(examples))
            load_pictures(page)

    assert {origin_of(request.url) for request in seen.requests} == {site.origin}
    assert {answer.status for answer in seen.answers} == {200}
    assert seen.complaints == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_in_chromium_a_chosen_language_is_the_one_cookie_and_counts_for_the_start(
    visitors: Visitors,
) -> None:
    page = visitors("nl", script=False)
    page.goto("/nl/contact")

    page.click("form.language button")
    page.wait_for_url("**/en/contact")
    [chosen] = page.context.cookies()
    page.goto("/nl/")
    page.goto("/")

    assert page.context.cookies() == [chosen]
    assert (chosen["name"], chosen["value"]) == ("language", "en")
    assert page.url.endswith("/en/")


def test_a_site_with_tls_asks_for_it_on_every_answer(
    demo: Path, tmp_path: Path
) -> None:
    instance = copied_instance(demo, tmp_path / "instance")
    settings = {
        "public_url": "https://bookings.example",
        "trusted_proxies": "127.0.0.1",
    }

    with serving(instance, **settings) as running:
        answers = list(over_tls(Client(running)))

    assert [answer.status for answer in answers] == [200, 200, 404, 403, 303]
    assert [wrong_headers(answer.headers, https=True) for answer in answers] == [[]] * 5
    [cookie] = answers[-1].cookies
    assert "Secure" in cookie.split("; ")


def over_tls(client: Client) -> Iterator[Answer]:
    proxied = {"X_Forwarded_Proto": "https", "X_Forwarded_For": "192.0.2.7"}
    page = client.get("/nl/", **proxied)
    yield page
    yield client.get(min(Markup(page.text).assets), **proxied)
    yield client.get("/nl/nope", **proxied)
    yield client.post("/language", {}, Origin="https://evil.example", **proxied)
    yield client.post("/language", {"next": "/en/"}, **proxied)


def switched(client: Client, path: str) -> str:
    """Press the button of the other language."""
    wanted = Markup(client.get(path).text).inputs["next"]
    return client.post("/language", {"next": wanted}).location


def as_told(answer: Answer) -> str:
    """Read an error page but for its reference, and the address that was asked for."""
    return re.sub(r"<code>\w{8}</code>|/[bh]/[\w-]{43}", "", answer.text)


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
