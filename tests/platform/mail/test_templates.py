"""What each mail says, in both languages, as text and as HTML."""
# ruff: noqa: RUF001 - people read dashes, minus and multiplication signs

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest

from groupz_platform.mail.models import OutboxEmail
from groupz_platform.texts import LOCALES
from groupz_platform.tokens import token_from
from letters import EVENT, LETTERS, SECRET, VALUES, WRITER

WRITTEN_AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
EVIL = "<b>Ann & 'Bo'</b> {{ 7 * 7 }} %(title)s"


def mail(template: str, locale: str = "en", **more: Any) -> EmailMessage:
    return WRITER.message(
        OutboxEmail(
            message_id="<abc@x.example>",
            template=template,
            locale=locale,
            recipient="sam@regenboog.example",
            values=LETTERS[template] | more,
            link_seed=None if template == "address_changed" else "5eed",
            created_at=WRITTEN_AT,
        )
    )


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert isinstance(body, EmailMessage)
    content = body.get_content()
    assert isinstance(content, str)
    return content


def said(message: EmailMessage, kind: str) -> str:
    """Read a part as its reader does: no tags, no line ends."""
    text = re.sub(
        r"<style>.*?</style>|<[^>]+>", " ", part(message, kind), flags=re.DOTALL
    )
    return " ".join(text.split())


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize(
    ("template", "locale", "words"),
    [
        pytest.param(
            "confirmation",
            "nl",
            ["Het is geboekt.", "24 kinderen, 3 begeleiders", "zeg je af"],
            id="a confirmation in Dutch",
        ),
        pytest.param(
            "confirmation",
            "en",
            ["You are booked.", "24 children, 3 supervisors", "cancel", "€156.00"],
            id="a confirmation in English",
        ),
        pytest.param(
            "change",
            "nl",
            ["Je boeking is gewijzigd.", "Totaal, inclusief btw", "−€ 26,00"],
            id="a change in Dutch",
        ),
        pytest.param(
            "change",
            "en",
            ["Your booking has changed.", "Total, with VAT", "−€26.00"],
            id="a change in English",
        ),
        pytest.param(
            "cancellation",
            "nl",
            ["Je boeking is afgezegd.", "Afzeggen kost", "€ 78,00", "niet meer"],
            id="a cancellation in Dutch",
        ),
        pytest.param(
            "cancellation",
            "en",
            ["Your booking is cancelled.", "Cancelling costs", "€78.00"],
            id="a cancellation in English",
        ),
        pytest.param(
            "link", "nl", ["Hier is je link.", "10:00–11:30"], id="a link, nl"
        ),
        pytest.param("link", "en", ["Here is your link.", "nothing"], id="a link, en"),
        pytest.param(
            "address_changed", "nl", ["e-mailadres", "ander adres"], id="an address, nl"
        ),
        pytest.param(
            "address_changed", "en", ["e-mail address", "another"], id="an address, en"
        ),
    ],
)
def test_a_mail_says_what_happened_and_whom_to_call(
    template: str, locale: str, words: list[str], kind: str
) -> None:
    read = said(mail(template, locale), kind).replace("\xa0", " ")

    common = ["K7Q-M4R-TX2", "Van lood tot krant", "085 000 0420", VALUES["email"]]
    for word in [*words, *common]:
        assert word in read
    assert "None" not in read


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("template", LETTERS)
def test_all_mails_but_the_one_to_an_old_address_carry_the_link(
    template: str, locale: str, kind: str
) -> None:
    link = f"https://bookings.x.example/{locale}/b/{token_from('5eed', secret=SECRET)}"

    content = part(mail(template, locale), kind)

    assert (link in content) == (template != "address_changed")
    assert ("/b/" in content) == (template != "address_changed")


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("locale", LOCALES)
def test_an_old_address_reads_nothing_personal(locale: str, kind: str) -> None:
    message = mail("address_changed", locale, **VALUES)

    read = said(message, kind)

    for personal in ["Sam", "Regenboog", "december", "December", "10:00", "156"]:
        assert personal not in read


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("template", LETTERS)
def test_nothing_that_was_typed_becomes_html_or_template(
    template: str, locale: str
) -> None:
    typed = ["name", "organisation", "title", "good_to_know", "venue_name", "street"]
    evil = dict.fromkeys([*typed, "email", "telephone"], EVIL)

    message = mail(template, locale, **evil)

    escaped = "&lt;b&gt;Ann &amp; &#39;Bo&#39;&lt;/b&gt; {{ 7 * 7 }} %(title)s"
    assert "<b>Ann" not in part(message, "html")
    assert escaped in part(message, "html")
    assert EVIL in part(message, "plain")
    assert "49" not in part(message, "plain")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("template", LETTERS)
def test_the_title_of_the_html_is_the_subject(template: str, locale: str) -> None:
    message = mail(template, locale)

    assert f"<title>{message['Subject']}</title>" in part(message, "html")
    assert f'<html lang="{locale}">' in part(message, "html")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("template", LETTERS)
def test_plain_text_has_paragraphs_and_no_holes(template: str, locale: str) -> None:
    text = part(mail(template, locale), "plain")

    assert "\n\n" in text
    assert "\n\n\n" not in text
    assert all(line == line.strip() for line in text.splitlines())


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_what_cancelling_costs_is_said_as_far_as_it_lies_ahead(kind: str) -> None:
    read = said(mail("confirmation"), kind)

    assert re.search(r"Until Monday 30 November 2026, 23:59:? 50% of the price", read)
    assert re.search(r"After that:? the full price", read)
    assert "free of charge" not in read


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize(
    ("until_at", "words"),
    [
        pytest.param(
            "2026-11-23T00:00:00+01:00",
            "Until Sunday 22 November 2026, 23:59:? free of charge",
            id="free until tonight",
        ),
        pytest.param(None, "Until the visit:? free of charge", id="always free"),
    ],
)
def test_it_is_said_until_when_cancelling_is_free(
    until_at: str | None, words: str, kind: str
) -> None:
    stages = [{"until_at": until_at, "charge_percent": 0}]

    assert re.search(words, said(mail("confirmation", stages=stages), kind))


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize(
    ("cents", "words"),
    [
        pytest.param(2600, r"before:? \+€26\.00", id="dearer"),
        pytest.param(-2600, r"before:? −€26\.00", id="cheaper"),
        pytest.param(0, r"before:? €0\.00", id="the same"),
    ],
)
def test_a_change_names_the_difference_with_its_sign(
    cents: int, words: str, kind: str
) -> None:
    assert re.search(words, said(mail("change", difference_cents=cents), kind))


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_cancellation_that_is_free_says_so(kind: str) -> None:
    read = said(mail("cancellation", charge_cents=0), kind)

    assert re.search(r"Cancelling costs:? nothing", read)


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("template", ["confirmation", "change", "cancellation"])
def test_a_mail_speaks_of_its_calendar_file_only_where_it_has_one(
    template: str, kind: str
) -> None:
    with_file = mail(template, event=EVENT.as_json())

    assert "calendar file" in said(with_file, kind)
    assert "calendar file" not in said(mail(template), kind)


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_every_kind_of_line_has_a_name(kind: str) -> None:
    kinds = ["group", "extra_person", "cancellation"]
    one = {"category": None, "quantity": 1, "unit_cents": 100, "amount_cents": 100}

    read = said(mail("change", lines=[{"kind": k, **one} for k in kinds]), kind)

    for name in ["1 × group", "1 × extra person", "1 × cancellation charge"]:
        assert name in read


def test_a_mail_that_waited_while_the_platform_was_renewed_still_goes_out() -> None:
    older = {name: value for name, value in VALUES.items() if name != "stages"}
    waiting = OutboxEmail(
        message_id="<abc@x.example>",
        template="confirmation",
        locale="nl",
        recipient="sam@regenboog.example",
        values=older,
        link_seed="5eed",
        created_at=WRITTEN_AT,
    )

    assert "K7Q-M4R-TX2" in part(WRITER.message(waiting), "plain")
