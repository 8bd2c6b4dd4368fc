"""How the shield guards the platform: its policy, its pages, its line in the log."""

from http import HTTPStatus
from urllib.parse import urlsplit
from wsgiref.types import WSGIEnvironment

import structlog
from flask import Flask, g

from groupz_platform.clock import seconds
from groupz_platform.config import Settings
from groupz_platform.desk.signing_in.staff_sessions import session_cookie
from groupz_platform.texts import LOCALES
from groupz_platform.web import error_pages, language
from groupz_platform.web.blocked import blocked_page
from groupz_platform.web.context import Context
from groupz_platform.web.static_files import STATIC_PATH
from groupz_shield import (
    ConstantPage,
    CookieRule,
    Refusal,
    RefusalPage,
    SecurityEvent,
    ShieldPolicy,
    Signatures,
)
from groupz_shield.counters import Counters
from groupz_shield.events import EventSink, SafeSink
from groupz_shield.ext import limits as _shield_storage  # noqa: F401 — makes shield:// known

HTML = "text/html; charset=utf-8"
IN_BOTH = (
    "title",
    "summary",
    "description",
    "good_to_know",
    "access",
    "alt",
    "reason",
    "subject",
    "opening",
    "closing",
)
PROSE = (
    "name",
    "organisation",
    "reason",
    "days_off",
    *(f"{name}_{locale}" for name in IN_BOTH for locale in LOCALES),
)
OF_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
log = structlog.get_logger("groupz.shield")


def shield_policy(
    context: Context,
    app: Flask,
    headers: dict[str, str],
    counters: Counters,
    tally: EventSink,
) -> ShieldPolicy:
    """Decide what the shield does for this platform.

    Args:
        context: Every operator's decision, and the clock.
        app: The application that renders the pages of refusals.
        headers: Those that every answer carries.
        counters: Count the requests; flask-limiter counts with them too.
        tally: Counts what is reported.
    """
    settings = context.settings
    choice = CookieRule(
        language.COOKIE,
        secure=settings.is_https,
        max_age_seconds=language.COOKIE_SECONDS,
    )
    return ShieldPolicy(
        trusted_proxies=settings.trusted_proxies,
        allowlist=settings.allowlist,
        feeds=settings.feeds,
        hosts=hosts_of(settings),
        flood_limit=settings.flood_limit,
        not_found_limit=settings.not_found_limit,
        public_origins=settings.origins,
        declared_cookies=[choice, session_rule(settings)],
        signatures=signatures_of(settings),
        exempt=is_exempt,
        enforce=settings.shield_enforce,
        store=settings.decisions_store,
        counters=counters,
        refusal_headers=tuple(headers.items()),
        refusal_page=page_of(app),
        constant_page=ConstantPage(blocked_page(app, settings), HTML),
        event_sink=SafeSink(log_event, tally),
        clock=seconds(context.clock),
    )


def session_rule(settings: Settings) -> CookieRule:
    """Declare the cookie of who is signed in; no visitor has it."""
    cookie = session_cookie(settings)
    return CookieRule(
        cookie.name, secure=cookie.secure, same_site="Strict", path=cookie.path
    )


def signatures_of(settings: Settings) -> Signatures:
    """Look for attacks in everything, and for sentences in what people write."""
    return Signatures(
        off=settings.shield_off,
        prose=PROSE,
        folder=str(settings.signatures_folder),
    )


def hosts_of(settings: Settings) -> tuple[str, ...]:
    """Return the names of the site, once it has a public one; before that, any."""
    name = urlsplit(settings.public_url).hostname
    if name is None:
        return ()
    return (f"[{name}]" if ":" in name else name, *OF_THIS_MACHINE)


def is_exempt(guard: str, environ: WSGIEnvironment) -> bool:
    """Let the page of whoever is blocked have its style sheets."""
    return guard == "decisions" and environ["PATH_INFO"].startswith(STATIC_PATH)


def page_of(app: Flask) -> RefusalPage:
    """Render refusals as the application's own error pages, under their reference."""

    def page(
        environ: WSGIEnvironment, refusal: Refusal
    ) -> tuple[str, list[tuple[str, str]], bytes]:
        context = app.request_context(environ)
        try:  # a push that fails halfway has to be undone as well
            context.push()
            g.request_id = refusal.reference
            words = error_pages.DOUBTFUL if refusal.guard == "signatures" else None
            response = error_pages.page(HTTPStatus(refusal.status), words=words)
            return response.status, list(response.headers), response.get_data()
        finally:
            context.pop()

    return page


def log_event(event: SecurityEvent) -> None:
    """Write an event down: the client's network, and no path, which may be a link."""
    log.log(
        event.level,
        event.message,
        kind=event.kind.value,
        client=event.client.key if event.client else None,
        reference=event.reference,
        **{name: fact for name, fact in event.facts.items() if name != "path"},
        exc_info=event.error,
    )
