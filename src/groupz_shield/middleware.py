"""The shield itself: ask the guards, pass on or refuse, tidy the answer."""

from collections.abc import Iterable
from functools import partial
from http import HTTPStatus
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from groupz_shield.alarms import ForwardingAlarm
from groupz_shield.client import ClientResolver
from groupz_shield.cookies import CookieMinimiser
from groupz_shield.events import EventKind, SafeSink, SecurityEvent
from groupz_shield.guards import Guard, OriginGuard
from groupz_shield.policy import ShieldPolicy
from groupz_shield.refusal import Refusal, RefusalAnswers
from groupz_shield.request import RequestFacts

CLIENT_KEY: Final = "groupz_shield.client"
REFERENCE_KEY: Final = "groupz_shield.reference"
_LONGEST_FACT = 200


class Shield:
    """A WSGI middleware that refuses what no visitor sends, and passes on the rest.

    The application finds the client as `environ["groupz_shield.client"]`, and learns
    the scheme that a trusted proxy names from `wsgi.url_scheme`. Its answer passes
    untouched but for undeclared cookies. A guard that breaks refuses the request it
    broke on, with 503 and an alarm: the shield never fails open, and never with 500.

    Args:
        app: The application to protect.
        policy: What the shield does; without one it only looks and reports.
    """

    def __init__(
        self, app: WSGIApplication, policy: ShieldPolicy = ShieldPolicy()
    ) -> None:
        self.app = app
        self.policy = policy
        self._report = SafeSink(policy.event_sink)
        self._clients = ClientResolver(
            policy.trusted_proxies,
            header=policy.forwarding_header,
            on_ignored=ForwardingAlarm(self._report),
        )
        origin = OriginGuard(
            policy.public_origins, policy.origin_exempt_paths, self._report
        )
        self._guards: tuple[Guard, ...] = (origin, *policy.guards)
        self._cookies = CookieMinimiser(
            policy.declared_cookies, self._report, policy.clock
        )
        self._answers = RefusalAnswers(
            policy.refusal_headers, policy.refusal_page, self._report
        )

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer one request."""
        client = self._clients.resolve(environ)
        environ[CLIENT_KEY] = client
        if client.scheme is not None:
            environ["wsgi.url_scheme"] = client.scheme
        facts = RequestFacts(environ, client)
        refusal = self._first_refusal(facts)
        if refusal is not None:
            return self._refuse(refusal, facts, start_response)
        return self.app(environ, partial(self._cookies.start, start_response))

    def _first_refusal(self, facts: RequestFacts) -> Refusal | None:
        for guard in self._guards:
            try:
                refusal = guard.check(facts)
            except Exception as error:  # noqa: BLE001 — never 500 because of the shield
                return self._unjudged(guard, facts, error)
            if refusal is not None:
                return refusal
        return None

    def _unjudged(self, guard: Guard, facts: RequestFacts, error: Exception) -> Refusal:
        refusal = Refusal(
            guard.name, "the guard failed", HTTPStatus.SERVICE_UNAVAILABLE
        )
        message = f"The guard {guard.name} failed, and its request was refused."
        self._report(
            SecurityEvent(
                EventKind.GUARD_FAILED,
                message,
                facts.client,
                refusal.reference,
                error=error,
            )
        )
        return refusal

    def _refuse(
        self, refusal: Refusal, facts: RequestFacts, start: StartResponse
    ) -> list[bytes]:
        facts.environ[REFERENCE_KEY] = refusal.reference
        told = {
            "guard": refusal.guard,
            "method": facts.method[:_LONGEST_FACT],
            "path": facts.path[:_LONGEST_FACT],
        }
        self._report(
            SecurityEvent(
                EventKind.REFUSED,
                refusal.reason,
                facts.client,
                refusal.reference,
                told,
            )
        )
        return self._answers.give(refusal, facts.environ, start)
