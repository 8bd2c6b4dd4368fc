from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest

from applications import ORIGIN, TestingPlatform, platform_on
from databases import TestingDatabase
from factories import make_activity, make_slot, make_venue
from groupz_platform.catalogue.models import PriceRule
from groupz_platform.catalogue.rules import ActivityStatus, PriceBasis, TaxCode
from groupz_platform.roles import Role
from groupz_platform.site.views import MOST_CARDS
from statements import statements

MOST_QUERIES = 12


@pytest.fixture
def programme(platform: TestingPlatform) -> TestingPlatform:
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        venue = make_venue(session, name="Het Waterhuis")
        for slug in ("sluis", "boot", "haven"):
            activity = make_activity(session, venue=venue, slug=slug)
            for day in (3, 4, 5, 40):
                moment = platform.clock() + timedelta(days=day)
                make_slot(session, activity=activity, starts_at=moment)
        make_activity(session, venue=venue, slug="klad", status=ActivityStatus.DRAFT)
        make_activity(
            session,
            slug="gratis",
            prices=[
                PriceRule(basis=PriceBasis.PERSON, amount_cents=0, tax_code=TaxCode.LOW)
            ],
        )
    return platform


def test_the_programme_lists_what_is_published_with_its_next_dates(
    programme: TestingPlatform,
) -> None:
    page = programme.visitor.get("/nl/").text

    assert "Het Waterhuis" in page
    assert all(f"/nl/activiteiten/{slug}" in page for slug in ("sluis", "gratis"))
    assert "/nl/activiteiten/klad" not in page
    assert "wo 25 nov" in page


def test_the_programme_without_activities_is_a_page_too(
    on_sqlite: TestingPlatform,
) -> None:
    assert on_sqlite.visitor.get("/en/").status_code == HTTPStatus.OK


def test_an_activity_shows_the_month_of_its_next_slot_and_others_on_request(
    programme: TestingPlatform,
) -> None:
    opened = programme.visitor.get("/en/activities/sluis").text
    later = programme.visitor.get("/en/activities/sluis?month=2027-01").text

    assert "November 2026" in opened
    assert "January 2027" in later
    assert "month=2026-12" in opened


@pytest.mark.parametrize("month", ["2026-13", "x", "2026-1", "1999-01", "2026-12-01"])
def test_a_month_that_is_none_shows_the_next_one_that_is(
    programme: TestingPlatform, month: str
) -> None:
    page = programme.visitor.get(f"/en/activities/sluis?month={month}")

    assert page.status_code == HTTPStatus.OK
    assert "November 2026" in page.text


@pytest.mark.parametrize("slug", ["klad", "nothing", "%01", "y" * 3000])
def test_an_activity_that_is_not_published_is_not_found(
    programme: TestingPlatform, slug: str
) -> None:
    page = programme.visitor.get(f"/nl/activiteiten/{slug}")

    assert page.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("known", [False, True], ids=["first", "again"])
@pytest.mark.parametrize("path", ["/nl/", "/nl/activiteiten/sluis", "/nl/contact"])
def test_a_page_asks_the_database_a_bounded_number_of_times(
    programme: TestingPlatform, path: str, *, known: bool
) -> None:
    if known:
        programme.visitor.get(path)

    with statements() as asked:
        programme.visitor.get(path)

    assert 0 < len(asked) <= (4 if known else MOST_QUERIES)


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/nl/", "/en/"),
        ("/en/about", "/nl/over"),
        ("/nl/activiteiten/sluis?child=3&month=2026-12", "/en/activities/sluis"),
    ],
)
def test_a_page_names_itself_in_both_languages(
    programme: TestingPlatform, path: str, other: str
) -> None:
    page = " ".join(programme.visitor.get(path).text.split())
    plain = path.partition("?")[0]
    links = {
        locale: f'hreflang="{locale}" href="{ORIGIN}{address}"'
        for locale, address in zip(
            (plain[1:3], other[1:3]), (plain, other), strict=True
        )
    }

    assert all(link in page for link in links.values())
    assert f'rel="canonical" href="{ORIGIN}{plain}"' in page


@pytest.mark.parametrize("path", ["/nl/zoeken", "/nl/nope"])
def test_a_page_that_is_not_to_be_found_has_no_alternates(
    programme: TestingPlatform, path: str
) -> None:
    assert "hreflang" not in programme.visitor.get(path).text


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_the_pages_that_a_site_owes_are_there(
    on_sqlite: TestingPlatform, locale: str
) -> None:
    paths = {
        "nl": "over contact veiligheid privacy voorwaarden toegankelijkheid",
        "en": "about contact security privacy terms accessibility",
    }

    for path in paths[locale].split():
        page = on_sqlite.visitor.get(f"/{locale}/{path}")
        assert page.status_code == HTTPStatus.OK, path


def test_a_promise_names_a_check_that_exists_and_holds_here(
    database: TestingDatabase, tmp_path: Path
) -> None:
    with platform_on(database, tmp_path) as platform:
        page = platform.visitor.get("/en/security").text

    repository = Path(__file__).parents[3]
    named = {word.strip("<>.,") for word in page.split() if "tests/" in word}
    assert ("login of its own" in page) == (database.dialect == "postgresql")
    assert named or "tests/" not in page
    for word in named:
        file = word[word.index("tests/") :].split("<")[0]
        assert (repository / file).exists(), file


def test_of_a_large_house_the_first_activities_are_shown_and_the_way_to_all(
    on_sqlite: TestingPlatform,
) -> None:
    with on_sqlite.database.databases.transaction(Role.BACKOFFICE) as session:
        venue = make_venue(session)
        for _ in range(MOST_CARDS + 2):
            make_activity(session, venue=venue)

    shown = on_sqlite.visitor.get("/en/").text

    assert shown.count('class="card"') == MOST_CARDS
    assert "2 activities more" in shown
    assert 'href="/en/search"' in shown
