"""Every page as people meet it: by its address, and in states that have none.

What a state needs, such as a hold that is over, is made once a server.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from urllib.parse import urlencode

from playwright.sync_api import Page

from pages import walking
from pages.client import Client
from pages.filling import fill, press
from pages.groups import (
    ALONE,
    PLACES,
    SHARED,
    SOON,
    Group,
    form_path,
    free_slot,
    school_class,
)
from pages.routes import PAGES, page_of
from site_server import Site

WRONG = {"organisation": "", "name": "", "email": "geen adres", "telephone": "12"}
MUCH = {"child": "veel", "adult": "-1", "supervisor": "1,5", "type": ""}


@dataclass(frozen=True)
class Visit:
    """Somebody at the site.

    Attributes:
        examples: A value for each argument of an address.
    """

    page: Page
    site: Site
    locale: str
    examples: Mapping[str, str]

    def go(
        self, endpoint: str, query: Mapping[str, str] = {}, **different: str
    ) -> None:
        values = {**self.examples, **different}
        path = page_of(endpoint, self.locale).path(values)
        self.page.goto(f"{path}?{urlencode(query)}" if query else path)


View = Callable[[Visit], None]
CLASS = school_class().who


@cache
def crowded(site: Site) -> str:
    """A time with eighteen places left, of forty-five."""
    slot = free_slot(site, SHARED, PLACES)
    walking.book(Client(site), slot, "nl", school_class())
    return slot


@cache
def full(site: Site) -> str:
    """A time that another group has to itself."""
    slot = free_slot(site, ALONE)
    walking.book(Client(site), slot, "nl", school_class())
    return slot


@cache
def just_held(site: Site) -> str:
    """The token of a hold, of somebody who has typed no more."""
    return kept(site, walking.hold(Client(site), *wanted(site)))


@cache
def held_with_mistakes(site: Site) -> str:
    """The token of a hold, of somebody who has typed nothing right."""
    path = walking.hold(Client(site), *wanted(site))
    walking.send(Client(site), path, WRONG)
    return kept(site, path)


@cache
def over(site: Site) -> str:
    """The token of a hold that is over."""
    path = walking.hold(Client(site), *wanted(site))
    walking.end_hold(site, path)
    return walking.token_in(path)


@cache
def booked_soon(site: Site) -> str:
    """The token of a booking that it costs something to cancel."""
    slot = free_slot(site, SHARED, when=SOON)
    return walking.token_in(walking.book(Client(site), slot, "nl", school_class()))


@cache
def booked(site: Site) -> str:
    """The token of a booking whose address is mistyped."""
    return walking.token_in(walking.book(Client(site), *wanted(site)))


@cache
def cancelled(site: Site) -> str:
    """The token of a booking that was cancelled."""
    path = walking.book(Client(site), *wanted(site))
    walking.send(Client(site), f"{path}/annuleren", {})
    return walking.token_in(path)


def kept(site: Site, path: str) -> str:
    walking.keep_hold(site, path)
    return walking.token_in(path)


def wanted(site: Site) -> tuple[str, str, Group]:
    return free_slot(site, SHARED), "nl", school_class()


def results_for_a_group(visit: Visit) -> None:
    visit.go("site.search", CLASS)


def results_without_an_activity(visit: Visit) -> None:
    visit.go("site.search", {"child": "500", "type": "care"})


def a_search_with_mistakes(visit: Visit) -> None:
    visit.go("site.search", {"from": "morgen", "until": "2020-01-01", **MUCH})


def an_activity_for_a_group(visit: Visit) -> None:
    visit.go("site.activity", CLASS)


def an_activity_that_does_not_suit(visit: Visit) -> None:
    visit.go("site.activity", {"child": "60", "type": "family"})


def a_month_without_dates(visit: Visit) -> None:
    visit.go("site.activity", {"month": "2099-01"})


def an_activity_of_fixed_price(visit: Visit) -> None:
    visit.go("site.activity", slug="avondvaart-met-de-stoomsleper")


def a_time_with_its_total(visit: Visit) -> None:
    visit.go("bookings.book", CLASS)


def a_group_with_mistakes(visit: Visit) -> None:
    visit.go("bookings.book", MUCH, slot_id=free_slot(visit.site, SHARED))


def a_group_too_big_for_what_is_left(visit: Visit) -> None:
    visit.go("bookings.book", CLASS, slot_id=crowded(visit.site))


def a_full_time(visit: Visit) -> None:
    visit.go("bookings.book", slot_id=full(visit.site))


def a_network_that_holds_too_much(visit: Visit) -> None:
    visit.go("bookings.book", {**CLASS, "refused": "holds"})


def a_new_hold(visit: Visit) -> None:
    visit.go("bookings.hold", hold=just_held(visit.site))


def a_contact_with_mistakes(visit: Visit) -> None:
    visit.go("bookings.hold", hold=held_with_mistakes(visit.site))


def a_regrouping_with_mistakes(visit: Visit) -> None:
    visit.go("bookings.regroup", MUCH)


def a_hold_that_is_over(visit: Visit) -> None:
    visit.go("bookings.hold", hold=over(visit.site))


def a_hold_that_cannot_be_taken_up(visit: Visit) -> None:
    visit.go("bookings.hold", {"refused": "full"}, hold=over(visit.site))


def a_change_with_its_difference(visit: Visit) -> None:
    visit.go("bookings.change", CLASS | {"child": "20"})


def a_change_with_mistakes(visit: Visit) -> None:
    visit.go("bookings.change", MUCH)


def a_change_to_a_full_time(visit: Visit) -> None:
    visit.go("bookings.change", {**CLASS, "slot": full(visit.site)})


def a_change_that_comes_too_late(visit: Visit) -> None:
    query = CLASS | {"child": "20"}
    visit.go("bookings.change", query, token=booked_soon(visit.site))


def a_cancellation_that_costs(visit: Visit) -> None:
    visit.go("bookings.cancel", token=booked_soon(visit.site))


def a_cancelled_booking(visit: Visit) -> None:
    visit.go("bookings.booking", token=cancelled(visit.site))


def an_address_with_a_mistake(visit: Visit) -> None:
    visit.go("bookings.email", token=booked(visit.site))
    fill(visit.page, {"email": "geen adres"})
    press(visit.page)


def a_search_for_a_booking_with_mistakes(visit: Visit) -> None:
    visit.go("bookings.find")
    fill(visit.page, {"reference": "", "email": "geen adres"})
    press(visit.page)


def a_page_that_is_not_there(visit: Visit) -> None:
    visit.page.goto(f"/{visit.locale}/nope")


def a_refused_request(visit: Visit) -> None:
    """Send a form from a page that is not of this site, to a page in this language."""
    action = visit.site.origin + form_path("1", visit.locale)
    visit.page.goto("about:blank")
    visit.page.set_content(f'<form method="post" action="{action}"><button>')
    press(visit.page, "button")


def the_backoffice(visit: Visit) -> None:
    visit.page.goto("/backoffice/")


STATES: tuple[View, ...] = (
    results_for_a_group,
    results_without_an_activity,
    a_search_with_mistakes,
    an_activity_for_a_group,
    an_activity_that_does_not_suit,
    a_month_without_dates,
    an_activity_of_fixed_price,
    a_time_with_its_total,
    a_group_with_mistakes,
    a_group_too_big_for_what_is_left,
    a_full_time,
    a_network_that_holds_too_much,
    a_new_hold,
    a_contact_with_mistakes,
    a_regrouping_with_mistakes,
    a_hold_that_is_over,
    a_hold_that_cannot_be_taken_up,
    a_change_with_its_difference,
    a_change_with_mistakes,
    a_change_to_a_full_time,
    a_change_that_comes_too_late,
    a_cancellation_that_costs,
    a_cancelled_booking,
    an_address_with_a_mistake,
    a_search_for_a_booking_with_mistakes,
    a_page_that_is_not_there,
    a_refused_request,
    the_backoffice,
)


def plain(endpoint: str, visit: Visit) -> None:
    visit.go(endpoint)


VIEWS: dict[str, View] = {
    **{route.endpoint: partial(plain, route.endpoint) for route in PAGES},
    **{view.__name__.replace("_", " "): view for view in STATES},
}
