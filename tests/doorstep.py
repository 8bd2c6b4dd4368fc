"""Signing in for tests, as a browser does it: by links, forms and codes."""

import re
from dataclasses import dataclass, field
from typing import Any

from pyotp import TOTP
from sqlalchemy import select
from werkzeug.test import Client, TestResponse

from applications import PEER
from groupz_platform.accounts import people
from groupz_platform.accounts.models import SignInAttempt
from groupz_platform.accounts.people import Particulars
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import BROWSER, HOST, Office, inside
from pages.markup import Markup

PASSWORD = "fietsbel-komkommer-9"
KEY = re.compile(r'class="key">([A-Z2-7 ]+)<')
RECOVERY = re.compile(r"<code>([a-z2-9-]+)</code>")


@dataclass
class Doorstep:
    """Somebody in front of the door, with a browser and perhaps an app.

    Attributes:
        secret: What the app was given.
        period: How often its codes change.
        recovery: The recovery codes.
    """

    office: Office
    name: str = "robin"
    role: StaffRole = StaffRole.ADMINISTRATOR
    period: int = 60
    network: str = PEER["REMOTE_ADDR"]
    secret: str = ""
    recovery: list[str] = field(default_factory=list)
    number: int = 0

    def __post_init__(self) -> None:
        self.client = Client(self.office.platform.platform)

    def get(self, path: str) -> TestResponse:
        return self.client.get(
            inside(path), headers=BROWSER, environ_base=self._peer, buffered=True
        )

    def post(self, path: str, **form: Any) -> TestResponse:
        headers = {"Origin": self.office.origin, **BROWSER}
        return self.client.post(
            inside(path), data=form, headers=headers, environ_base=self._peer
        )

    def send(self, page: TestResponse, path: str, **form: Any) -> TestResponse:
        """Send a form of a page, with the token that it carries."""
        token = Markup(page.text).inputs.get("csrf_token", "")
        return self.post(path, csrf_token=token, **form)

    @property
    def _peer(self) -> dict[str, str]:
        return {"REMOTE_ADDR": self.network}

    @property
    def code(self) -> str:
        """What the app shows."""
        return TOTP(self.secret, interval=self.period).at(self.office.clock())

    @property
    def cookie(self) -> str:
        found = self.client.get_cookie("session", domain=HOST, path="/backoffice")
        return found.value if found else ""

    @property
    def is_in(self) -> bool:
        return self.get("/account/").status_code == 200

    def link(self) -> str:
        """Have an account made; answer the path of its link."""
        with self.office.database.databases.transaction(Role.BACKOFFICE) as session:
            who = Particulars(
                self.name.title(),
                self.name,
                f"{self.name}@museum.example",
                self.role,
                "en",
            )
            account, token = people.add(session, who, self.office.clock())
            self.number = account.id
        return f"/enrol/{token}"

    def choose_password(self, link: str, password: str = PASSWORD) -> TestResponse:
        return self.post(link, password=password)

    def offered(self, link: str, password: str = PASSWORD) -> str:
        """Give the password, and let the app read the key; answer the page's path."""
        answer = self.choose_password(link, password)
        path: str = answer.headers["Location"]
        [key] = KEY.findall(self.get(path).text)
        self.secret = key.replace(" ", "")
        return path

    def enrol(self) -> TestResponse:
        path = self.offered(self.link())
        answer = self.post(path, **self.two_codes())
        self.recovery = RECOVERY.findall(answer.text)
        return answer

    def two_codes(self) -> dict[str, str]:
        first = self.code
        self.office.clock.tick(seconds=self.period)
        return {"first_code": first, "second_code": self.code, "device_name": "phone"}

    def enrolled(self) -> "Doorstep":
        """Enrol, sign out, and wait until the app shows a fresh code."""
        self.enrol()
        self.client = Client(self.office.platform.platform)
        self.office.clock.tick(seconds=self.period)
        return self

    def give_password(self, password: str = PASSWORD, name: str = "") -> TestResponse:
        return self.post("/sign-in", name=name or self.name, password=password)

    def ticket(self) -> str:
        location: str = self.give_password().headers["Location"]
        return location

    def sign_in(self, code: str = "") -> TestResponse:
        return self.post(self.ticket(), code=code or self.code)

    def wait(self, **time: float) -> None:
        self.office.clock.tick(**time)

    @property
    def history(self) -> list[SignInAttempt]:
        """The attempts, the first one first."""
        with self.office.database.databases.transaction(Role.BACKOFFICE) as session:
            return list(
                session.scalars(select(SignInAttempt).order_by(SignInAttempt.id))
            )
