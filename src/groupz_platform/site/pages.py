"""Visitors' pages before a booking: the programme, an activity, and what we owe."""

import re
from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import render_template, request

from groupz_platform.catalogue.groups import ANYBODY
from groupz_platform.catalogue.queries import (
    published_activities,
    published_activity,
    venues,
)
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.catalogue.words import misfit_words
from groupz_platform.roles import Role
from groupz_platform.schedule.searching import next_slots
from groupz_platform.site.activity import activity_page
from groupz_platform.site.forms import SearchForm, search_form
from groupz_platform.site.links import ActivityLinks, activity_links, slot_links
from groupz_platform.site.promises import promises
from groupz_platform.site.search import results
from groupz_platform.site.views import sections, shown_first
from groupz_platform.web.addresses import AddressPattern
from groupz_platform.web.context import current, now
from groupz_platform.web.language import LocalizedBlueprint, page_locale
from groupz_platform.web.transactions import transaction

site = LocalizedBlueprint("site", __name__)
MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


@site.localized(nl="/", en="/")
def programme() -> str:
    """Show what can be booked, venue by venue, below the form that searches in it."""
    with transaction(Role.VISITOR) as session:
        activities = published_activities(session, page_locale())
        slots = next_slots(session, shown_first(activities), now=now())
    return render_template(
        "site/programme.html",
        form=form_for(activities),
        sections=sections(activities, slots),
        to_activity=activity_links(ANYBODY),
    )


@site.localized(nl="/zoeken", en="/search")
def search() -> tuple[str, HTTPStatus]:
    """Show what fits a group in a period, and why the rest does not."""
    with transaction(Role.VISITOR) as session:
        activities = published_activities(session, page_locale())
        form = form_for(activities)
        if not form.validate():
            page = render_template("site/search.html", form=form)
            return page, HTTPStatus.UNPROCESSABLE_ENTITY
        number = request.args.get("page", 1, type=page_number)
        found = results(session, activities, form.search, page=number, now=now())
    group = form.search.group
    page = render_template(
        "site/search.html",
        form=form,
        search=form.search,
        results=found,
        to_activity=activity_links(group),
        to_slot=slot_links(group),
        why_not=misfit_words,
        to_page=AddressPattern.of("site.search", "page", **form.typed),
    )
    return page, HTTPStatus.OK


@site.localized(nl="/activiteiten/<slug:slug>", en="/activities/<slug:slug>")
def activity(slug: str) -> tuple[str, HTTPStatus]:
    """Show an activity with the dates of a month, for a group if there is one."""
    with transaction(Role.VISITOR) as session:
        found = published_activity(session, slug, page_locale())
        page = activity_page(
            session, found, request.args, first=month_asked(), now=now()
        )
    links = ActivityLinks.of(slug, page.group)
    wrong = bool(page.form.errors)
    body = render_template(
        "site/activity.html",
        page=page,
        activity=found,
        month=page.month,
        links=links,
        why_not=misfit_words,
    )
    return body, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


@site.localized(nl="/over", en="/about")
def about() -> str:
    """Say what this site is."""
    return render_template("site/about.html")


@site.localized(nl="/contact", en="/contact")
def contact() -> str:
    """Say how to reach people."""
    with transaction(Role.VISITOR) as session:
        houses = venues(session, page_locale())
    return render_template("site/contact.html", venues=houses)


@site.localized(nl="/veiligheid", en="/security")
def security() -> str:
    """Say what is promised, and by what each promise is held."""
    return render_template("site/security.html", promises=promises(current().settings))


@site.localized(nl="/privacy", en="/privacy")
def privacy() -> str:
    """Say what is kept of whom, for what, and how long."""
    return render_template("site/privacy.html")


@site.localized(nl="/voorwaarden", en="/terms")
def terms() -> str:
    """Say on which terms a group books."""
    return render_template("site/terms.html")


@site.localized(nl="/toegankelijkheid", en="/accessibility")
def accessibility() -> str:
    """Say how accessible the site is, and how to report what is not."""
    return render_template("site/accessibility.html")


def month_asked() -> date | None:
    """Read the month in the address; one that is none is as good as not asked for."""
    asked = MONTH.fullmatch(request.args.get("month", ""))
    return date(int(asked[1]), int(asked[2]), 1) if asked else None


def page_number(text: str) -> int:
    """Read the number of a page; one that is none is the first."""
    return int(text) if PAGE_NUMBER.fullmatch(text) else 1


def form_for(activities: Sequence[ActivityView]) -> SearchForm:
    """Make the search form, with what the address says."""
    zones = {activity.venue.timezone for activity in activities}
    days = [now().astimezone(ZoneInfo(zone)).date() for zone in zones]
    return search_form(
        request.args,
        kinds={activity.kind for activity in activities},
        today=min(days, default=now().date()),
    )
