from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from groupz_platform.mail.models import OutboxEmail
from groupz_platform.tokens import token_from
from letters import SECRET, VALUES, WRITER


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
