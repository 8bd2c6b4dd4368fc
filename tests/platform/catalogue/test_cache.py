from collections.abc import Callable
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from applications import TestingPlatform
from databases import TestingDatabase
from factories import make_activity, make_slot, make_venue
from groupz_platform.catalogue.cache import ViewCache
from groupz_platform.catalogue.errors import ActivityNotFoundError
from groupz_platform.catalogue.models import (
    Activity,
    ActivityImage,
    ActivityTranslation,
    CancellationPolicy,
    PolicyStep,
    PriceRule,
    Venue,
    VenueTranslation,
)
from groupz_platform.catalogue.queries import (
    activity_of,
    published_activities,
    published_activity,
    published_activity_of,
)
from groupz_platform.catalogue.rules import ActivityStatus, PriceBasis, TaxCode
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.roles import Role
from statements import statements

Change = Callable[[Session], None]


@pytest.fixture
def stored(database: TestingDatabase) -> TestingDatabase:
    """One activity with every kind of row that belongs to one."""
    with database.databases.transaction(Role.BACKOFFICE) as session:
        policy = CancellationPolicy(
            slug="standard", steps=[PolicyStep(days_before=14, charge_percent=50)]
        )
        make_activity(
            session,
            slug="sluis",
            policy=policy,
            images=[ActivityImage(position=0, path="a.svg", alt={"nl": "Sluis"})],
        )
    return database


def seen(database: TestingDatabase) -> ActivityView:
    with database.databases.transaction(Role.VISITOR) as session:
        return published_activity(session, "sluis", "nl")


def change(database: TestingDatabase, what: Change) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        what(session)


def raise_the_price(session: Session) -> None:
    session.scalars(select(PriceRule)).one().amount_cents = 1250


def add_a_price(session: Session) -> None:
    key = session.scalars(select(Activity.id)).one()
    session.add(
        PriceRule(
            activity_id=key,
            basis=PriceBasis.GROUP,
            amount_cents=100,
            tax_code=TaxCode.LOW,
        )
    )


def drop_the_price(session: Session) -> None:
    session.delete(session.scalars(select(PriceRule)).one())


def reword(session: Session) -> None:
    for text in session.scalars(select(ActivityTranslation)):
        text.title = "Nieuw"


def repaint(session: Session) -> None:
    session.scalars(select(ActivityImage)).one().path = "b.svg"


def shorten(session: Session) -> None:
    session.scalars(select(Activity)).one().duration_minutes = 45


def tighten(session: Session) -> None:
    session.scalars(select(PolicyStep)).one().charge_percent = 100


def add_a_step(session: Session) -> None:
    policy = session.scalars(select(CancellationPolicy)).one()
    policy.steps.append(PolicyStep(days_before=3, charge_percent=100))


def move(session: Session) -> None:
    session.scalars(select(Venue)).one().street = "Singel 1"


def tell_the_way(session: Session) -> None:
    for text in session.scalars(select(VenueTranslation)):
        text.access = "Met de boot."


@pytest.mark.parametrize(
    "what",
    [
        raise_the_price,
        add_a_price,
        drop_the_price,
        reword,
        repaint,
        shorten,
        tighten,
        add_a_step,
        move,
        tell_the_way,
    ],
)
def test_a_change_of_anything_that_is_shown_is_seen_at_once(
    stored: TestingDatabase, what: Change
) -> None:
    before = seen(stored)

    change(stored, what)

    assert seen(stored) != before


def test_a_price_that_is_edited_raises_its_activitys_version_by_one(
    stored: TestingDatabase,
) -> None:
    before = seen(stored)

    change(stored, raise_the_price)

    assert seen(stored).version == before.version + 1


def test_a_price_that_moves_is_a_change_of_both_activities(
    stored: TestingDatabase,
) -> None:
    with stored.databases.transaction(Role.BACKOFFICE) as session:
        rule = session.scalars(select(PriceRule)).one()
        other = make_activity(session, slug="boot")
    before = seen(stored)

    with stored.databases.transaction(Role.BACKOFFICE) as session:
        session.get_one(PriceRule, rule.id).activity_id = other.id

    after = seen(stored)
    assert (len(before.prices), len(after.prices)) == (1, 0)
    with stored.databases.transaction(Role.VISITOR) as session:
        assert len(published_activity(session, "boot", "nl").prices) == 2


def test_an_activity_made_anew_under_an_old_number_is_not_taken_for_the_old_one(
    stored: TestingDatabase,
) -> None:
    before = seen(stored)

    change(stored, lambda session: session.delete(session.get_one(Activity, before.id)))
    change(
        stored,
        lambda session: _ignore(make_activity(session, id=before.id, slug="sluis")),
    )

    assert seen(stored).title != before.title


def test_what_belongs_to_other_activities_leaves_a_version_as_it_is(
    stored: TestingDatabase,
) -> None:
    before = seen(stored)

    change(stored, lambda session: _ignore(make_activity(session, slug="boot")))
    change(stored, lambda session: _ignore(make_slot(session)))

    assert seen(stored).version == before.version


def test_an_object_knows_its_new_version(stored: TestingDatabase) -> None:
    with stored.databases.transaction(Role.BACKOFFICE) as session:
        activity = session.scalars(select(Activity)).one()
        before = activity.version
        activity.duration_minutes = 45

    assert activity.version == before + 1


def test_a_change_that_is_undone_is_not_remembered(stored: TestingDatabase) -> None:
    before = seen(stored)

    class UndoneError(Exception):
        pass

    def undone(session: Session) -> None:
        reword(session)
        session.flush()
        assert published_activity(session, "sluis", "nl").title == "Nieuw"
        raise UndoneError

    with pytest.raises(UndoneError):
        change(stored, undone)
    change(stored, shorten)  # to the version that the other would have had

    with stored.databases.transaction(Role.BACKOFFICE) as session:
        found = published_activity(session, "sluis", "nl")
    assert (found.title, found.duration_minutes) == (before.title, 45)


def test_what_is_remembered_costs_one_query(stored: TestingDatabase) -> None:
    seen(stored)

    with statements() as asked:
        again = seen(stored)

    assert len(asked) == 1
    assert again is seen(stored)


def test_each_language_has_views_of_its_own(stored: TestingDatabase) -> None:
    with stored.databases.transaction(Role.VISITOR) as session:
        dutch, english = (
            published_activities(session, locale)[0] for locale in ("nl", "en")
        )

    assert dutch.title != english.title


def test_the_order_is_the_staffs_whatever_is_remembered(
    stored: TestingDatabase,
) -> None:
    with stored.databases.transaction(Role.BACKOFFICE) as session:
        venue = make_venue(session)
        for slug in ("x", "y"):
            make_activity(session, venue=venue, slug=slug)

    def slugs() -> list[str]:
        with stored.databases.transaction(Role.VISITOR) as session:
            return [found.slug for found in published_activities(session, "nl")]

    assert slugs() == ["sluis", "x", "y"]

    change(
        stored,
        lambda session: setattr(
            session.scalars(select(Activity).where(Activity.slug == "x")).one(),
            "position",
            7,
        ),
    )

    assert slugs() == ["sluis", "y", "x"]


def test_what_is_withdrawn_is_shown_to_those_alone_who_have_its_number(
    stored: TestingDatabase,
) -> None:
    found = seen(stored)

    def withdraw(session: Session) -> None:
        session.scalars(select(Activity)).one().status = ActivityStatus.ARCHIVED

    change(stored, withdraw)

    with stored.databases.transaction(Role.VISITOR) as session:
        assert activity_of(session, found.id, "nl").slug == "sluis"
        with pytest.raises(ActivityNotFoundError):
            published_activity_of(session, found.id, "nl")
        with pytest.raises(ActivityNotFoundError):
            activity_of(session, 999, "nl")
        assert published_activities(session, "nl") == []


def test_the_page_shows_a_price_that_was_just_edited(
    platform: TestingPlatform,
) -> None:
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        make_activity(session, slug="sluis")
    path = "/en/activities/sluis"
    before = platform.visitor.get(path).text

    change(platform.database, raise_the_price)

    after = platform.visitor.get(path).text
    assert "€10.00" in before
    assert "€12.50" in after
    assert "€10.00" not in after


def test_the_oldest_views_are_forgotten_first(stored: TestingDatabase) -> None:
    view = seen(stored)
    cache = ViewCache(most=2)

    for number in (1, 2, 1, 3):
        cache.put((number, "nl"), (1, 1), view)

    known = [n for n in (1, 2, 3) if cache.get((n, "nl"), (1, 1))]
    assert known == [1, 3]
    assert cache.get((1, "nl"), (2, 1)) is None


def test_many_threads_remember_together(stored: TestingDatabase) -> None:
    view = seen(stored)
    cache = ViewCache(most=8)

    def remember(first: int) -> None:
        for number in range(first, first + 2000):
            cache.put((number % 20, "nl"), (1, 1), view)
            cache.get((number % 13, "nl"), (1, 1))

    threads = [Thread(target=remember, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(cache) == 8


def _ignore(_row: object) -> None:
    """A factory's row that is not looked at."""
