"""Every page as people meet it: by its address, and in states that have none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from playwright.sync_api import Page

from pages.client import Client
from pages.filling import fill, press
from pages.groups import PLACES, SHARED, form_path, free_slot, school_class, send
from pages.routes import PAGES, page_of
from site_server import Site


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

    def go(self, endpoint: str, query: str = "", **different: str) -> None:
        values = {**self.examples, **different}
        self.page.goto(page_of(endpoint, self.locale).path(values) + query)


View = Callable[[Visit], None]


def a_month_without_dates(visit: Visit) -> None:
    visit.go("site.activity", "?month=2099-01")


def an_activity_of_fixed_price(visit: Visit) -> None:
    visit.go("site.activity", slug="avondvaart-met-de-stoomsleper")


def a_form_with_mistakes(visit: Visit) -> None:
    visit.go("bookings.book", slot_id=free_slot(visit.site, SHARED))
    fill(visit.page, school_class(children="veel", name="", email="x", telephone="1"))
    press(visit.page)


def a_form_come_too_late(visit: Visit) -> None:
    slot = free_slot(visit.site, SHARED, PLACES)
    path = form_path(slot, visit.locale)
    send(Client(visit.site), path, school_class(children="27"))
    visit.page.goto(path)
    fill(visit.page, school_class())
    press(visit.page)


def a_form_of_a_full_time(visit: Visit) -> None:
    slot = free_slot(visit.site, SHARED, PLACES)
    path = form_path(slot, visit.locale)
    send(Client(visit.site), path, school_class(children="37"))
    visit.page.goto(path)


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
    a_month_without_dates,
    an_activity_of_fixed_price,
    a_form_with_mistakes,
    a_form_come_too_late,
    a_form_of_a_full_time,
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
