"""How the shield guards the platform: its policy, its pages, its line in the log."""

from http import HTTPStatus
from wsgiref.types import WSGIEnvironment

import structlog
from flask import Flask, g

from groupz_platform.config import Settings
from groupz_platform.web import error_pages, language
from groupz_shield import CookieRule, Refusal, RefusalPage, SecurityEvent, ShieldPolicy

log = structlog.get_logger("groupz.shield")


def shield_policy(
    settings: Settings, app: Flask, headers: dict[str, str]
) -> ShieldPolicy:
    """Decide what the shield does for this platform.

    Args:
        settings: Every operator's decision.
        app: The application that renders the pages of refusals.
        headers: Those that every answer carries.
    """
    choice = CookieRule(
        language.COOKIE,
        secure=settings.is_https,
        max_age_seconds=language.COOKIE_SECONDS,
    )
    return ShieldPolicy(
        trusted_proxies=settings.trusted_proxies,
        public_origins=settings.origins,
        declared_cookies=[choice],
        refusal_headers=tuple(headers.items()),
        refusal_page=page_of(app),
        event_sink=log_event,
    )


def page_of(app: Flask) -> RefusalPage:
    """Render refusals as the application's own error pages, under their reference."""

    def page(
        environ: WSGIEnvironment, refusal: Refusal
    ) -> tuple[str, list[tuple[str, str]], bytes]:
        with app.request_context(environ):
            g.request_id = refusal.reference
            response = error_pages.page(HTTPStatus(refusal.status))
            return response.status, list(response.headers), response.get_data()

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
