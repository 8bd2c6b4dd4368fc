from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from groupz_platform.mail.calendar import CalendarEvent, calendar_file
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.rendering import with_moments
from groupz_platform.tokens import token_from
from letters import EVENT, SECRET, VALUES, WRITER


def outbox_email(**traits: Any) -> OutboxEmail:
    filled = {
        "id": 1,
        "message_id": "<abc@x.example>",
        "template": "confirmation",
        "locale": "nl",
        "recipient": "sam@regenboog.example",
        "values": VALUES,
        "link_seed": "5eed",
        "created_at": datetime(2026, 11, 22, 9, tzinfo=UTC),
        "attempts": 1,
    }
    return OutboxEmail(**filled | traits)


def parts_of(message: EmailMessage) -> tuple[str, str]:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    return text.get_content(), html.get_content()


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        pytest.param(
            "nl", ["donderdag 3 december 2026", "10:00", "kinderen"], id="Dutch"
        ),
        pytest.param(
            "en", ["Thursday 3 December 2026", "10:00", "children"], id="English"
        ),
    ],
)
def test_a_confirmation_says_all_in_the_bookings_language(
    locale: str, words: list[str]
) -> None:
    message = WRITER.message(outbox_email(locale=locale))

    link = f"https://bookings.x.example/{locale}/b/{token_from('5eed', secret=SECRET)}"
    for part in parts_of(message):
        for word in [*words, "K7Q-M4R-TX2", "156", "085 000 0420", link]:
            assert word.lower() in part.lower()
    assert message["Content-Language"] == locale


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028"])
def test_a_title_cannot_write_headers(line_end: str) -> None:
    title = f"Krant{line_end}Bcc: all@x.example"

    message = WRITER.message(outbox_email(values={**VALUES, "title": title}))
    read_back = message_from_bytes(message.as_bytes(), policy=policy.default)

    assert read_back["Bcc"] is None
    assert read_back["Subject"].startswith("Geboekt: Krant")


def test_a_name_cannot_write_html() -> None:
    _, html = parts_of(WRITER.message(outbox_email()))

    assert "Sam &lt;de Vries&gt;" in html
    assert "Papier &amp; Lood" in html


def test_the_headers_are_those_of_a_machine_and_stay_the_same() -> None:
    first, second = (WRITER.message(outbox_email(attempts=n)) for n in (1, 2))

    assert first["Message-ID"] == second["Message-ID"] == "<abc@x.example>"
    assert first["Date"] == second["Date"]
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["To"] == "sam@regenboog.example"


def test_a_mail_without_a_link_has_none() -> None:
    text, html = parts_of(WRITER.message(outbox_email(link_seed=None)))

    assert "/b/" not in text + html


def with_event(event: CalendarEvent = EVENT, **traits: Any) -> OutboxEmail:
    return outbox_email(values={**VALUES, "event": event.as_json()}, **traits)


@pytest.mark.parametrize(
    ("locale", "name"), [("nl", "boeking.ics"), ("en", "booking.ics")]
)
def test_the_calendar_file_goes_along_with_the_link_in_it(
    locale: str, name: str
) -> None:
    message = WRITER.message(with_event(locale=locale))

    (file,) = message.iter_attachments()

    link = f"https://bookings.x.example/{locale}/b/{token_from('5eed', secret=SECRET)}"
    assert message.get_content_type() == "multipart/mixed"
    assert file.get_filename() == name
    assert file.get_content_type() == "text/calendar"
    assert file["Content-Type"].params["method"] == "PUBLISH"
    assert file["Content-Type"].params["charset"] == "utf-8"
    assert file.get_payload(decode=True) == calendar_file(EVENT, link=link)


def test_the_file_of_a_cancelled_visit_says_so_before_it_is_opened() -> None:
    cancelled = replace(EVENT, cancelled=True)

    (file,) = WRITER.message(with_event(cancelled)).iter_attachments()

    assert file["Content-Type"].params["method"] == "CANCEL"


def test_a_mail_with_a_calendar_file_names_its_language_once() -> None:
    message = WRITER.message(with_event())

    assert message.get_all("Content-Language") == ["nl"]
    assert all(part["Content-Language"] is None for part in message.iter_parts())


def test_moments_are_found_however_deep_they_stand() -> None:
    stages = [{"until_at": "2026-12-01T00:00:00+01:00"}, {"until_at": None}]

    read = with_moments({"title": "2026", "policy": {"stages": stages}})

    midnight = datetime.fromisoformat("2026-12-01T00:00:00+01:00")
    assert read["policy"]["stages"] == [{"until_at": midnight}, {"until_at": None}]
    assert read["title"] == "2026"
