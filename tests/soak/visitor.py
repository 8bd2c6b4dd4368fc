"""A visitor over plain HTTP, who comes through a proxy and so has an own address."""

from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from time import perf_counter, sleep
from urllib.parse import urlencode

from pages.client import FORM, Answer
from site_server import Site
from way import CONTACT, TOKEN

PATIENCE_SECONDS = 60
MOST_RETRIES = 5
RETRY_SECONDS = 0.5


class RefusedError(Exception):
    """The visitor did not get any further; the answer says why."""

    def __init__(self, answer: Answer) -> None:
        where = answer.headers.get("Location", "")
        super().__init__(f"{answer.status} {where}\n{answer.text[:2000]}")
        self.answer = answer


class Visitor:
    """Asks over one connection that stays open.

    Attributes:
        waits: How many seconds each answer took.
    """

    def __init__(self, site: Site, address: str) -> None:
        self.site = site
        self.address = address
        self.waits: list[float] = []
        self.connection = HTTPConnection(
            "127.0.0.1", site.port, timeout=PATIENCE_SECONDS
        )

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, form: dict[str, str]) -> Answer:
        return self.ask("POST", path, form)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        """Ask, and once more a little later where the site is too busy to answer."""
        for _ in range(MOST_RETRIES):
            answer = self._ask_once(method, path, form)
            if answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
                return answer
            sleep(RETRY_SECONDS)
        return self._ask_once(method, path, form)

    def _ask_once(self, method: str, path: str, form: dict[str, str] | None) -> Answer:
        headers = {"X-Forwarded-For": self.address}
        if form is not None:
            headers |= {"Content-Type": FORM, "Origin": self.site.origin}
        start = perf_counter()
        try:
            self.connection.request(
                method, path, None if form is None else urlencode(form), headers
            )
            response = self.connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        except (OSError, HTTPException):
            self.connection.close()
            raise
        self.waits.append(perf_counter() - start)
        return answer

    def token_on(self, path: str) -> str:
        """Open a page; answer the token of its form."""
        answer = self.get(path)
        found = TOKEN.search(answer.text)
        if found is None:
            raise RefusedError(answer)
        return found[1]

    def form_for(self, slot: int, persons: int) -> dict[str, str]:
        """Fill in the form of a slot."""
        token = self.token_on(f"/nl/boeken/{slot}")
        return {"token": token, "adult": str(persons), "type": "school"}

    def hold(self, slot: int, persons: int) -> str:
        """Hold places; answer the path of the hold."""
        answer = self.post(f"/nl/boeken/{slot}", self.form_for(slot, persons))
        return self.led_to(answer, "/nl/h/")

    def review(self, hold: str) -> str:
        """Say who books; answer the path of the review."""
        form = {"token": self.token_on(hold), **CONTACT}
        return self.led_to(self.post(hold, form), f"{hold}/controle")

    def confirm(self, review: str) -> str:
        """Book what was reviewed; answer the path of the booking."""
        answer = self.post(review, {"token": self.token_on(review)})
        return self.led_to(answer, "/nl/b/")

    def book(self, slot: int, persons: int) -> str:
        """Go the whole way."""
        return self.confirm(self.review(self.hold(slot, persons)))

    def sees(self, path: str) -> bool:
        """Tell whether a page is there."""
        return self.get(path).status == HTTPStatus.OK

    @staticmethod
    def led_to(answer: Answer, beginning: str) -> str:
        """Follow where a form leads, which has to begin like this."""
        if answer.status != HTTPStatus.SEE_OTHER:
            raise RefusedError(answer)
        if not answer.location.startswith(beginning):
            raise RefusedError(answer)
        return answer.location
