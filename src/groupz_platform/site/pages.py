"""Visitors' pages before a booking: the programme, an activity, and what we owe."""

import re
from datetime import date

from flask import render_template, request

from groupz_platform.catalogue.groups import Group
from groupz_platform.catalogue.queries import (
    published_activities,
    published_activity,
    venues,
)
from groupz_platform.roles import Role
from groupz_platform.schedule.queries import first_month, month_of
from groupz_platform.schedule.searching import next_slots
from groupz_platform.site.links import ActivityLinks
from groupz_platform.site.promises import promises
from groupz_platform.site.views import sections
from groupz_platform.web.context import current, now
from groupz_platform.web.language import LocalizedBlueprint, page_locale
from groupz_platform.web.transactions import transaction

site = LocalizedBlueprint("site", __name__)
MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@site.localized(nl="/", en="/")
def programme() -> str:
    """Show what can be booked, venue by venue."""
    with transaction(Role.VISITOR) as session:
        activities = published_activities(session, page_locale())
        slots = next_slots(session, activities, now=now())
    return render_template("site/programme.html", sections=sections(activities, slots))


@site.localized(nl="/activiteiten/<slug:slug>", en="/activities/<slug:slug>")
def activity(slug: str) -> str:
    """Show an activity with the dates of a month."""
    with transaction(Role.VISITOR) as session:
        found = published_activity(session, slug, page_locale())
        first = month_asked() or first_month(session, found, now=now())
        month = month_of(session, found, first, now=now())
    links = ActivityLinks.of(slug, Group())
    return render_template(
        "site/activity.html", activity=found, month=month, links=links
    )


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
