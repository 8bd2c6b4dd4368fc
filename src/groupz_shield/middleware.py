"""The shield itself: ask the guards, pass on or refuse, tidy the answer."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from groupz_shield.alarms import ForwardingAlarm
from groupz_shield.answers import RefusalAnswers
from groupz_shield.assembly import assembled
from groupz_shield.client import Client, ClientResolver
from groupz_shield.cookies import CookieMinimiser
from groupz_shield.decisions import Decision
from groupz_shield.events import SafeSink, shortening
from groupz_shield.feeds import FeedSchedule
from groupz_shield.metrics import Metrics
from groupz_shield.policy import ShieldPolicy
from groupz_shield.refusal import Header
from groupz_shield.request import RequestFacts
from groupz_shield.verdicts import Judge

if TYPE_CHECKING:
    from _typeshed import OptExcInfo

CLIENT_KEY: Final = "groupz_shield.client"
REFERENCE_KEY: Final = "groupz_shield.reference"
_FIRST_ERROR = "400"


class Shield:
    """A WSGI middleware that refuses what no visitor sends, and passes on the rest.

    The application finds the client as `environ["groupz_shield.client"]`, and learns
    the scheme that a trusted proxy names from `wsgi.url_scheme`. Its answer passes
    untouched but for undeclared cookies. A guard that breaks refuses the request it
    broke on, with 503 and an alarm: the shield never fails open, and never with 500.

    Args:
        app: The application to protect.
        policy: What the shield does. Without one it refuses what needs no setting to
            be told apart: malformed requests, floods, and scans.

    Attributes:
        app: The application.
        policy: The policy.
        metrics: What was refused and decided, for Prometheus.
        parts: What judges requests, such as `parts.register`.
    """

    def __init__(
        self, app: WSGIApplication, policy: ShieldPolicy = ShieldPolicy()
    ) -> None:
        self.app = app
        self.policy = policy
        self.metrics = Metrics()
        sink = policy.event_sink
        report = SafeSink(
            shortening(sink) if policy.shorten_addresses else sink, self.metrics.observe
        )
        self.parts = assembled(policy, report)
        table = self.parts.register.table
        self.metrics.gauge("groupz_shield_decisions", lambda: len(table))
        self._clients = ClientResolver(
            policy.trusted_proxies,
            header=policy.forwarding_header,
            on_ignored=ForwardingAlarm(report),
        )
        self._judge = Judge(self.parts, policy, report, self.metrics.refused)
        self._feeds = FeedSchedule(
            policy.feeds,
            self.parts.register.store,
            protected=[subject for subject, _ in policy.protection],
            report=report,
            clock=policy.clock,
        )
        self._cookies = CookieMinimiser(
            policy.declared_cookies, report, policy.clock, enforce=policy.enforce
        )
        self._answers = RefusalAnswers(
            policy.refusal_headers, policy.refusal_page, policy.constant_page, report
        )

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer one request."""
        if self.policy.feeds:
            self._feeds.tick()
        client = self._clients.resolve(environ)
        environ[CLIENT_KEY] = client
        if client.scheme is not None:
            environ["wsgi.url_scheme"] = client.scheme
        facts = RequestFacts(environ, client)
        refusal = self._judge.request(facts)
        if refusal is None:
            return self.app(environ, partial(self._start, facts, start_response))
        environ[REFERENCE_KEY] = refusal.reference
        return self._answers.give(refusal, environ, start_response)

    def client_of(self, environ: WSGIEnvironment) -> Client:
        """Return who sends a request, even one that did not come through here."""
        client: Client | None = environ.get(CLIENT_KEY)
        return client or self._clients.resolve(environ)

    def decision_for(self, environ: WSGIEnvironment) -> Decision | None:
        """Return the decision that holds for whoever sends a request."""
        return self.parts.register.find(self.client_of(environ))

    def _start(
        self,
        facts: RequestFacts,
        start_response: StartResponse,
        status: str,
        headers: list[Header],
        exc_info: "OptExcInfo | None" = None,
    ) -> Any:
        if status >= _FIRST_ERROR:
            self._judge.answer(facts, status)
        return self._cookies.start(start_response, status, headers, exc_info)
