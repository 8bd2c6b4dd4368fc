"""The house's own words in mails: changed, looked at, sent to oneself, and kept."""

import re
from datetime import timedelta
from email.message import EmailMessage
from http import HTTPStatus

import pytest

from factories import make_mail
from groupz_platform.mail.delivery import Delivery
from groupz_platform.mail.models import MailText, OutboxEmail
from groupz_platform.mail.own_words import EDITABLE, OWN_WORDS
from groupz_platform.mail.rendering import Writer
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.texts import LOCALES
from office import Clerk, Office
from statements import statements

MOST_STATEMENTS = 9
"""The session, the account and its use; the words, in each language, once or twice."""

ADDRESS = "/mail-texts/confirmation/"
WRITER = Writer("museum@museum.example", "https://museum.example", b"s", {})


class Letterbox:
    """A transport that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    def deliver(self, message: EmailMessage) -> None:
        self.mails.append(message)


@pytest.fixture
def planner(office: Office) -> Clerk:
    return office.as_(StaffRole.PLANNER)


def form(clerk: Clerk, address: str = ADDRESS, **typed: str) -> dict[str, str]:
    [before] = re.findall(r'name="before" value="(\w+)"', clerk.get(address).text)
    return {"before": before} | typed


def deliver(office: Office, template: str, locale: str) -> tuple[EmailMessage, int]:
    """Let the worker send a mail about a booking; what it sent, and its number."""
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        email = make_mail(
            session, template=template, locale=locale, values=example_values(locale)
        )
        number = email.id
    box = Letterbox()
    clock = office.platform.clock
    later = clock() + timedelta(days=365)
    Delivery(office.database.databases, WRITER, box, lambda: later).deliver_next()
    [mail] = box.mails
    return mail, number


def example_values(locale: str) -> dict[str, object]:
    return {
        "reference": "K7Q-M4R-TX2",
        "title": "Tour",
        "venue_name": "De Kade",
        "telephone": "+31850000400",
        "email": "kade@museum.example",
        "name": f"Sam <b>{locale}</b>",
        "starts_at": "2027-03-04T10:00:00+01:00",
        "ends_at": "2027-03-04T11:30:00+01:00",
        "charge_cents": 0,
        "organisation": "",
    }


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body
    return str(body.get_content())


def test_words_are_looked_at_saved_and_stand_in_the_next_mail(
    office: Office, planner: Clerk
) -> None:
    address = "/mail-texts/cancellation/"
    typed = {
        "subject_en": "Farewell {name}",
        "opening_en": "A pity, {name}.\r\n\r\nOn {date} at {time}.",
        "closing_nl": "Tot ziens in {venue}.",
    }

    tried = planner.post(address, form(planner, address, **typed, **{"try": "1"}))
    before, _ = deliver(office, "cancellation", "en")
    planner.follow(address, form(planner, address, **typed))
    after, _ = deliver(office, "cancellation", "en")
    dutch, _ = deliver(office, "cancellation", "nl")

    assert "Farewell Sam de Vries" in tried.text
    assert "A pity" not in text_of(before)
    assert after["Subject"] == "Farewell Sam <b>en</b>"
    assert "A pity, Sam <b>en</b>.\n\nOn Thursday 4 March 2027 at 10:00." in text_of(
        after
    )
    assert "A pity, Sam &lt;b&gt;en&lt;/b&gt;." in text_of(after, "html")
    assert "K7Q-M4R-TX2" in text_of(after)
    assert "Tot ziens in De Kade." in text_of(dutch)
    assert "A pity" not in text_of(dutch)


def test_the_outbox_shows_the_words_that_a_mail_was_sent_with(
    office: Office, planner: Clerk
) -> None:
    address = "/mail-texts/cancellation/"
    planner.follow(address, form(planner, address, opening_en="First words"))
    _, number = deliver(office, "cancellation", "en")

    planner.follow(address, form(planner, address, opening_en="Later words"))

    assert "First words" in planner.get(f"/outbox/{number}").text
    assert "with own words" in planner.get("/mail-texts/").text


def test_words_that_are_emptied_are_as_built_in_again(
    office: Office, planner: Clerk
) -> None:
    planner.follow(ADDRESS, form(planner, opening_en="Hello"))
    planner.follow(ADDRESS, form(planner))

    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        assert session.query(MailText).all() == []


def test_a_mail_is_sent_to_who_asks_and_to_nobody_else(
    office: Office, planner: Clerk
) -> None:
    said = planner.post(ADDRESS, form(planner, opening_nl="Dag {name}", send="1"))

    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        sent = session.query(OutboxEmail).all()
        words = [email.values[OWN_WORDS]["opening"] for email in sent]
    assert said.status_code == HTTPStatus.OK
    assert "Dag {name}" in said.text
    assert len({email.recipient for email in sent}) == 1
    assert {email.locale for email in sent} == set(LOCALES)
    assert sorted(words) == ["", "Dag {name}"]


@pytest.mark.parametrize(
    ("template", "typed", "why"),
    [
        ("confirmation", {"opening_nl": "Dag {naam}"}, "stands for nothing: {naam}"),
        ("link", {"subject_en": "For {name}"}, "stands for nothing: {name}"),
        ("address_changed", {"closing_en": "{date}"}, "stands for nothing: {date}"),
        ("confirmation", {"subject_en": "x" * 121}, "too long"),
        ("confirmation", {"closing_en": "x" * 2001}, "too long"),
    ],
)
def test_what_could_not_be_sent_is_refused_and_kept_as_typed(
    office: Office, planner: Clerk, template: str, typed: dict[str, str], why: str
) -> None:
    address = f"/mail-texts/{template}/"

    answer = planner.post(address, form(planner, address, **typed))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert why in answer.text
    assert next(iter(typed.values())) in answer.text
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        assert session.query(MailText).all() == []


def test_a_subject_cannot_become_a_header(office: Office, planner: Clerk) -> None:
    address = "/mail-texts/cancellation/"
    header = "Hello\r\nBcc: all@example.org"

    refused = planner.post(address, form(planner, address, subject_en=header))
    planner.follow(address, form(planner, address, subject_en="Hello\r\nBcc all"))
    mail, _ = deliver(office, "cancellation", "en")

    assert refused.status_code == HTTPStatus.FORBIDDEN  # by the shield
    assert mail["Subject"] == "Hello Bcc all"


def test_who_comes_late_is_told_and_loses_nothing(planner: Clerk) -> None:
    mine = form(planner, opening_en="Mine")
    planner.follow(ADDRESS, form(planner, opening_en="Theirs"))

    late = planner.post(ADDRESS, mine)
    assert late.status_code == HTTPStatus.CONFLICT
    assert "Mine" in late.text
    assert "Theirs" in late.text

    planner.follow(ADDRESS, form(planner, opening_en="Mine"))
    assert "Mine" in planner.get(ADDRESS).text


@pytest.mark.parametrize("template", EDITABLE)
def test_every_mail_can_be_read_in_both_languages(
    planner: Clerk, template: str
) -> None:
    with statements() as asked:
        page = planner.get(f"/mail-texts/{template}/")

    assert page.status_code == HTTPStatus.OK
    assert "K7Q-M4R-TX2" in page.text
    assert len(asked) <= MOST_STATEMENTS, asked


@pytest.mark.parametrize("template", ["staff_new_place", "message", "no"])
def test_other_mails_cannot_be_changed(planner: Clerk, template: str) -> None:
    assert planner.get(f"/mail-texts/{template}/").status_code == HTTPStatus.NOT_FOUND
