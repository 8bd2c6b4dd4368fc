"""The answers to refused requests: a page of the application, or a constant one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final, TypeAlias
from wsgiref.types import StartResponse, WSGIEnvironment

from groupz_shield.events import EventKind, EventSink, SecurityEvent
from groupz_shield.refusal import Header, Refusal

RefusalPage: TypeAlias = Callable[
    [WSGIEnvironment, Refusal], tuple[str, list[Header], bytes]
]
_Answer = tuple[str, list[Header], bytes]
_KEPT_FOR_US = frozenset({"set-cookie", "cache-control", "content-length"})
_MOST_BUILT = 4096


@dataclass(frozen=True, slots=True)
class ConstantPage:
    """The page that needs no code of the application, and cannot fail.

    Attributes:
        body: The text, in which `{reference}` stands for the reference.
        content_type: Its type; the text is sent as UTF-8.
    """

    body: str = "Refused. Reference: {reference}\n"
    content_type: str = "text/plain; charset=utf-8"

    def answer(self, refusal: Refusal) -> _Answer:
        r"""Return status, headers and body.

        >>> ConstantPage().answer(Refusal("origin", "…", reference="0badcafe"))[2]
        b'Refused. Reference: 0badcafe\n'
        """
        status = f"{refusal.status.value} {refusal.status.phrase}"
        body = self.body.replace("{reference}", refusal.reference).encode()
        return status, [("Content-Type", self.content_type)], body


PLAIN_PAGE: Final = ConstantPage()
"""One line of text."""


class RefusalAnswers:
    """Answer refused requests.

    Args:
        headers: What every refusal carries, such as the site's security headers.
        page: Renders a page; the constant one stands in when it raises.
        constant: The page of whoever is banned, and of every refusal without `page`.
        report: Told when `page` raises.
    """

    def __init__(
        self,
        headers: Collection[Header],
        page: RefusalPage | None,
        constant: ConstantPage,
        report: EventSink,
    ) -> None:
        self._headers = [*headers, ("Cache-Control", "no-store")]
        self._page = page
        self._constant = constant
        self._report = report
        self._built: dict[str, _Answer] = {}

    def give(
        self, refusal: Refusal, environ: WSGIEnvironment, start: StartResponse
    ) -> list[bytes]:
        """Answer one request."""
        if refusal.is_constant:
            built = self._built.get(refusal.reference) or self._build(refusal)
        else:
            built = self._complete(refusal, self._rendered(environ, refusal))
        status, headers, body = built
        start(status, headers.copy())
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _build(self, refusal: Refusal) -> _Answer:
        if len(self._built) >= _MOST_BUILT:
            self._built.clear()
        built = self._complete(refusal, self._constant.answer(refusal))
        self._built[refusal.reference] = built
        return built

    def _complete(self, refusal: Refusal, answer: _Answer) -> _Answer:
        status, headers, body = answer
        own = [*self._headers, *refusal.headers, ("Content-Length", str(len(body)))]
        taken = _KEPT_FOR_US | {name.lower() for name, _ in own}
        rest = (header for header in headers if header[0].lower() not in taken)
        return status, [*own, *rest], body

    def _rendered(self, environ: WSGIEnvironment, refusal: Refusal) -> _Answer:
        if self._page is None:
            return self._constant.answer(refusal)
        try:
            status, headers, body = self._page(environ, refusal)
            # A page of the wrong types would break the server's answer instead.
            return str(status), [(str(n), str(v)) for n, v in headers], b"".join([body])
        except Exception as error:  # noqa: BLE001 — whatever it is, the visitor gets an answer
            self._report(
                SecurityEvent(
                    EventKind.REFUSAL_PAGE_FAILED,
                    "The hook refusal_page failed; the constant answer was given.",
                    reference=refusal.reference,
                    error=error,
                )
            )
            return self._constant.answer(refusal)
