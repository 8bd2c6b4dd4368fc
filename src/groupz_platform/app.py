"""The only place where the parts meet: two Flask applications behind one shield."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from typing_extensions import override
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from groupz_platform.accounts.letters import House
from groupz_platform.accounts.upkeep import AccountsUpkeep
from groupz_platform.audit.upkeep import AuditUpkeep
from groupz_platform.background import Job, once_a_day
from groupz_platform.bookings.pages import bookings
from groupz_platform.bookings.upkeep import Upkeep
from groupz_platform.clock import Clock, seconds, system_clock
from groupz_platform.config import Settings, Surface
from groupz_platform.db import Databases, role_urls
from groupz_platform.desk import shell
from groupz_platform.desk.activities import activities
from groupz_platform.desk.audit import audit
from groupz_platform.desk.booking import acts as _acts  # noqa: F401 - adds pages
from groupz_platform.desk.booking.detail import booking_detail
from groupz_platform.desk.booking.telephone import by_telephone
from groupz_platform.desk.bookings import desk_bookings
from groupz_platform.desk.closures import closures
from groupz_platform.desk.history import history
from groupz_platform.desk.mail_templates import mail_templates
from groupz_platform.desk.outbox import outbox
from groupz_platform.desk.people.own import own_account
from groupz_platform.desk.people.pages import people
from groupz_platform.desk.planning import planning
from groupz_platform.desk.policies import policies
from groupz_platform.desk.prices import prices
from groupz_platform.desk.protection import protection, standing
from groupz_platform.desk.signing_in import gate, staff_sessions, words as sign_in_words
from groupz_platform.desk.signing_in.confirming import confirming
from groupz_platform.desk.signing_in.enrolment import enrolment
from groupz_platform.desk.signing_in.pages import sign_in
from groupz_platform.desk.slots import slots
from groupz_platform.desk.statistics.pages import statistics
from groupz_platform.desk.today import today
from groupz_platform.desk.venues import venues
from groupz_platform.filters import filters_for
from groupz_platform.guarding import log_event, shield_policy
from groupz_platform.incidents.upkeep import IncidentUpkeep
from groupz_platform.mail.delivery import Delivery
from groupz_platform.mail.rendering import Writer
from groupz_platform.mail.transport import transport_for
from groupz_platform.roles import Role
from groupz_platform.site.pages import site
from groupz_platform.site.pictures import pictures
from groupz_platform.tallying import Tally
from groupz_platform.web import (
    context,
    error_pages,
    headers,
    language,
    limits,
    plain_addresses,
    template_texts,
    transactions,
)
from groupz_platform.web.compact_templates import CompactTemplates
from groupz_platform.web.context import Context
from groupz_platform.web.health import health
from groupz_platform.web.slugs import SlugConverter
from groupz_platform.web.static_files import StaticFiles
from groupz_shield import Shield
from groupz_shield.counters import Counters, open_counters

BACKOFFICE_PATH = "/backoffice"
LARGEST_BODY_BYTES = 32 * 1024 * 1024
"""What staff can send at once: more than the largest picture, whose page says so."""

BACKOFFICE = (
    sign_in,
    confirming,
    enrolment,
    own_account,
    people,
    history,
    audit,
    today,
    planning,
    closures,
    outbox,
    mail_templates,
    statistics,
    protection,
    by_telephone,
    booking_detail,
    desk_bookings,
    slots,
    activities,
    policies,
    prices,
    venues,
)
"""The pages of the staff."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform that is ready to serve: a WSGI application with its databases.

    Attributes:
        background: What is to be done beside the requests, by whoever runs it.
        tally: Counts what the shield reports.
    """

    wsgi: WSGIApplication
    databases: Databases
    background: tuple[Job, ...]
    tally: Tally

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a request."""
        return self.wsgi(environ, start_response)

    def close(self) -> None:
        """Write down what was counted, and close every connection to the database."""
        self.tally.close()
        self.databases.dispose()


def create_app(settings: Settings, *, clock: Clock = system_clock) -> Platform:
    """Make the platform, for the surface that the settings name.

    Args:
        settings: Every operator's decision.
        clock: Answers the present moment.

    Raises:
        DatabaseUrlError: A role of the surface has no database.
    """
    databases = Databases(
        role_urls(settings.owner_url, settings.overrides, settings.roles)
    )
    parts = Parts(
        Context(settings, clock, settings.secret),
        databases,
        StaticFiles.publish(settings.instance),
        open_counters(settings.shield_counters, log_event, seconds(clock)),
        Tally(databases, clock),
    )
    return Platform(guarded(parts), databases, background(parts), parts.tally)


class Application(Flask):
    """A Flask application that leaves the log to `web.error_pages`.

    Flask's own line would name the path, which may hold somebody's link.
    """

    @override
    def log_exception(self, *_exception: object) -> None:
        """Log nothing here."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What both applications are made of."""

    context: Context
    databases: Databases
    static_files: StaticFiles
    counters: Counters
    tally: Tally

    def flask(self) -> Flask:
        """Make an application with all that pages share."""
        app = Application("groupz_platform", static_folder=None)
        app.url_map.converters["slug"] = SlugConverter
        app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
        app.jinja_env.add_extension(CompactTemplates)
        context.init_app(app, self.context)
        headers.init_app(app)
        language.init_app(app)
        template_texts.init_app(app)
        app.jinja_env.filters.update(filters_for(language.page_locale))
        self.static_files.init_app(app)
        transactions.init_app(app, self.databases)
        error_pages.init_app(app)
        plain_addresses.init_app(app)
        return app

    def public(self) -> Flask:
        """Make the visitors' application."""
        app = self.flask()
        limits.init_app(app, self.counters)
        app.register_blueprint(health)
        app.register_blueprint(language.choice)
        app.register_blueprint(site)
        app.register_blueprint(bookings)
        app.register_blueprint(pictures)
        return app

    def bare(self, public: Flask) -> Flask:
        """Make what answers outside the backoffice where there is nothing else."""
        app = self.flask()
        app.register_blueprint(health)
        language.link_across(app, public)
        return app

    def backoffice(self, public: Flask) -> Flask:
        """Make the application of the staff, whose pages link to the visitors'."""
        app = self.flask()
        app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY_BYTES
        gate.init_app(app, staff_sessions.of_requests(self.databases, self.context))
        shell.init_app(app)
        sign_in_words.init_app(app)
        limits.init_app(app, self.counters)
        for blueprint in BACKOFFICE:
            app.register_blueprint(blueprint)
        language.link_across(app, public)
        return app


def guarded(parts: Parts) -> WSGIApplication:
    """Join the applications of the surface, with files and one shield around them."""
    settings = parts.context.settings
    public = parts.public()
    backoffice = parts.backoffice(public)
    joined = DispatcherMiddleware(
        parts.bare(public) if settings.surface is Surface.BACKOFFICE else public,
        {} if settings.surface is Surface.PUBLIC else {BACKOFFICE_PATH: backoffice},
    )
    constants = headers.constants(https=settings.is_https)
    with_files = parts.static_files.in_front_of(joined, constants)
    policy = shield_policy(
        parts.context, public, constants, parts.counters, parts.tally
    )
    shield = Shield(with_files, policy)
    standing.init_app(backoffice, shield)
    return shield


def background(parts: Parts) -> tuple[Job, ...]:
    """List what is done beside the requests."""
    databases, context_ = parts.databases, parts.context
    transport = transport_for(context_.settings)
    delivery = Delivery(databases, writer(context_), transport, context_.clock)
    upkeep = Upkeep(databases, context_.clock, context_.mail_domain)
    return (
        Job("delivery", delivery.deliver_next, pause_seconds=1),
        Job("holds", upkeep.expire_holds, pause_seconds=1),
        Job("links", upkeep.answer_link_request, pause_seconds=1),
        Job("alerts", accounts_upkeep(parts).alert, pause_seconds=60),
        Job("sessions", reaper(parts), pause_seconds=60),
        *(
            Job(name, once_a_day(context_.clock, work), pause_seconds=60)
            for name, work in daily(parts, upkeep).items()
        ),
    )


def daily(parts: Parts, upkeep: Upkeep) -> Mapping[str, Callable[[], object]]:
    """List what is done once a day."""
    given = parts.context
    audit_log = AuditUpkeep(parts.databases, given.clock, given.settings.audit_days)
    return {
        "drafts": upkeep.forget_drafts,
        "recount": upkeep.recount,
        "audit": audit_log.forget,
        "incidents": IncidentUpkeep(parts.databases, given.clock).forget,
        "sign-ins": accounts_upkeep(parts).forget,
    }


def accounts_upkeep(parts: Parts) -> AccountsUpkeep:
    """Decide how accounts are looked after."""
    given = parts.context
    house = House(given.mail_domain, given.settings.timezone)
    days = given.settings.sign_in_days
    return AccountsUpkeep(parts.databases, given.clock, days, house)


def reaper(parts: Parts) -> Callable[[], bool]:
    """End and delete the sessions of the staff that are over."""
    clock = parts.context.clock
    sessions = staff_sessions.sessions_as(Role.WORKER, parts.databases, clock)
    return lambda: sessions.reap() > 0


def writer(given: Context) -> Writer:
    """Decide how mails are written."""
    settings = given.settings
    return Writer(
        sender=settings.mail_from,
        base_url=settings.base_url,
        secret=given.secret,
        operator=context.operator(settings),
    )
