"""Cookie minimisation: no cookie leaves but the declared ones, as declared."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Literal
from wsgiref.types import StartResponse

from groupz_shield.bounded import Once
from groupz_shield.errors import PolicyError
from groupz_shield.events import EventKind, EventSink, SecurityEvent
from groupz_shield.refusal import Header
from groupz_shield.set_cookie import SetCookie, name_of

if TYPE_CHECKING:
    from _typeshed import OptExcInfo

# RFC 9110 section 5.6.2: a token.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PATH = re.compile(r"/[\x21-\x3a\x3c-\x7e]*")
_SECONDS = re.compile(r"-?[0-9]+")
_MOST_DIGITS = 15
_NAME_LENGTH = len("set-cookie")  # most headers differ in length already
_LENIENT_FIRST = ("none", "lax", "strict")


@dataclass(frozen=True, slots=True)
class CookieRule:
    """A declared cookie, and the attributes that it has to carry.

    An attribute that is demanded is added where the application left it out. One
    that is not demanded stays as the application set it.

    Attributes:
        name: The exact name.
        secure: Demand `Secure`: browsers send it over https alone.
        http_only: Demand `HttpOnly`: scripts cannot read it.
        same_site: The most lenient `SameSite` allowed; None leaves it alone.
        path: The `Path` to set; None leaves it alone.
        max_age_seconds: The longest life allowed; None leaves it alone. A cookie
            that ends with the browser session stays one.
    """

    name: str
    secure: bool = True
    http_only: bool = True
    same_site: Literal["Strict", "Lax", "None"] | None = "Lax"
    path: str | None = None
    max_age_seconds: int | None = None

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.name):
            self._refuse("is no cookie name (RFC 9110 section 5.6.2)")
        if self.path is not None and not _PATH.fullmatch(self.path):
            self._refuse(f"has path {self.path!r}, which is no path of a cookie")
        if self.max_age_seconds is not None and self.max_age_seconds <= 0:
            self._refuse("has a max_age_seconds that is not positive")
        if self.same_site == "None" and not self.secure:
            self._refuse("is SameSite=None, which browsers take with secure alone")
        if self.name.startswith(("__Host-", "__Secure-")) and not self.secure:
            self._refuse("has a name that browsers take with secure alone")
        if self.name.startswith("__Host-") and self.path not in (None, "/"):
            self._refuse('has a name that browsers take with path "/" alone')

    def _refuse(self, why: str) -> None:
        raise PolicyError("declared_cookies", self.name, why)

    def apply(self, cookie: SetCookie, now: Callable[[], float]) -> None:
        """Give a cookie the attributes that it has to carry."""
        attributes = cookie.attributes
        if self.secure:
            attributes["secure"] = ""
        if self.http_only:
            attributes["httponly"] = ""
        if self.path is not None:
            attributes["path"] = self.path
        if self.same_site is not None:
            attributes["samesite"] = _stricter(
                self.same_site, attributes.get("samesite", "")
            )
        if self.max_age_seconds is not None:
            _cap(attributes, self.max_age_seconds, now)


def _stricter(demanded: str, given: str) -> str:
    """Return whichever of two `SameSite` values allows less.

    >>> _stricter("Lax", "strict"), _stricter("Lax", "None"), _stricter("Lax", "what")
    ('Strict', 'Lax', 'Lax')
    """
    ranks = _LENIENT_FIRST.index
    if given.lower() not in _LENIENT_FIRST:
        return demanded
    return max(demanded, given.lower(), key=lambda value: ranks(value.lower())).title()


def _cap(attributes: dict[str, str], cap: int, now: Callable[[], float]) -> None:
    """Cap the life of a cookie.

    `Expires` always becomes a `Max-Age`: browsers read dates more leniently than
    Python (RFC 6265 section 5.1.1), so what was judged is not what they would keep.
    """
    max_age = attributes.pop("max-age", "")
    expires = attributes.pop("expires", "")
    if _SECONDS.fullmatch(max_age):
        seconds = int(max_age[:_MOST_DIGITS])
    elif (left := _seconds_left(expires, now)) is not None:
        seconds = max(0, int(left))
    else:
        return
    attributes["max-age"] = str(min(cap, seconds))


def _seconds_left(expires: str, now: Callable[[], float]) -> float | None:
    try:
        # Cookie dates are in UTC, whatever zone they name.
        moment = parsedate_to_datetime(expires).replace(tzinfo=UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    return moment.timestamp() - now()


class CookieMinimiser:
    """Remove cookies that nobody declared, and complete those that somebody did.

    Args:
        declared: Rules, or plain names for the rule of defaults. None removes
            nothing and changes nothing: cookies are only reported.
        report: Told once about each name that is not declared.
        now: The present moment, in seconds since 1970.
        enforce: Whether anything is removed; if not, cookies are only reported.
    """

    def __init__(
        self,
        declared: Collection[CookieRule | str] | None,
        report: EventSink,
        now: Callable[[], float],
        *,
        enforce: bool = True,
    ) -> None:
        self._only_report = declared is None or not enforce
        rules = (
            d if isinstance(d, CookieRule) else CookieRule(d) for d in declared or ()
        )
        self._rules = {rule.name: rule for rule in rules}
        self._report = report
        self._now = now
        self._first_time = Once()

    def start(
        self,
        start_response: StartResponse,
        status: str,
        headers: list[Header],
        exc_info: "OptExcInfo | None" = None,
    ) -> Callable[[bytes], object]:
        """Start an answer with the headers that may leave.

        `functools.partial(minimiser.start, start_response)` is what to hand to an
        application: much quicker to make for each request than a function.
        """
        for name, _ in headers:
            if len(name) == _NAME_LENGTH and name.lower() == "set-cookie":
                headers = self.tidy(headers)
                break
        if exc_info is None:
            return start_response(status, headers)
        return start_response(status, headers, exc_info)

    def tidy(self, headers: list[Header]) -> list[Header]:
        """Return the headers that may leave."""
        kept = []
        for name, value in headers:
            if name.lower() != "set-cookie":
                kept.append((name, value))
            elif (cookie := self._minimised(value)) is not None:
                kept.append((name, cookie))
        return headers if self._only_report else kept

    def _minimised(self, header: str) -> str | None:
        name = name_of(header)
        rule = self._rules.get(name)
        cookie = SetCookie.read(header) if rule is not None else None
        if rule is None or cookie is None:
            self._tell(name, declared=rule is not None)
            return None
        rule.apply(cookie, self._now)
        return cookie.write()

    def _tell(self, name: str, *, declared: bool) -> None:
        shown = name[:64]
        if not self._first_time((shown, declared)):
            return
        if self._only_report:
            why = (
                "The application sets a cookie; declared_cookies says which may leave."
            )
        elif declared:
            why = "A cookie was removed: it holds characters that no header may hold."
        else:
            why = "A cookie was removed: declared_cookies does not name it."
        kind = (
            EventKind.COOKIE_UNDECLARED
            if self._only_report
            else EventKind.COOKIE_REMOVED
        )
        self._report(SecurityEvent(kind, why, facts={"cookie": shown}))
