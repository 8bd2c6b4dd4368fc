"""The pages of a hold: who books, the review, and what can be done meanwhile."""

from http import HTTPStatus

import pytest

from applications import TestingPlatform
from way import CONTACT, GROUP, Way, bookings_on, slot_on, token_on, used


def test_the_review_shows_all_of_it(platform: TestingPlatform) -> None:
    way = Way.to(platform, slot_on(platform))

    way.review()
    shown = way.page()

    assert shown.status_code == HTTPStatus.OK
    for words in ("24 kinderen", "De Regenboog", CONTACT["email"], "270,00"):
        assert words in shown.text
    assert shown.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param({"organisation": " "}, "school, company", id="no organisation"),
        pytest.param({"organisation": "x" * 121}, "too long", id="a long name"),
        pytest.param({"name": "\t"}, "your name", id="no name"),
        pytest.param({"email": "sam"}, "e-mail address such", id="no address"),
        pytest.param({"email": f"{'x' * 250}@x.example"}, "", id="a long address"),
        pytest.param({"telephone": "12"}, "telephone", id="no number to call"),
        pytest.param({"telephone": "bel me"}, "telephone", id="words to call"),
    ],
)
def test_who_books_is_asked_again_with_all_that_was_typed(
    on_sqlite: TestingPlatform, typed: dict[str, str], words: str
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite), "en")
    held = way.hold()

    way.send(CONTACT | typed)
    back = way.page()

    assert way.path == held
    assert back.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in back.text
    assert 'aria-invalid="true"' in back.text
    kept = {name: text for name, text in CONTACT.items() if name not in typed}
    assert all(f'value="{text}"' in back.text for text in kept.values())


def test_a_family_needs_no_organisation(on_sqlite: TestingPlatform) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))
    way.hold(type="family")

    way.review(organisation="")

    assert "/b/" in way.book()


def test_the_review_cannot_be_reached_past_who_books(
    on_sqlite: TestingPlatform,
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))
    held = way.hold()

    early = on_sqlite.visitor.get(f"{held}/controle")

    assert early.location == held


def test_a_forged_form_loses_nothing_and_keeps_nothing(
    on_sqlite: TestingPlatform,
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))
    held = way.hold()

    back = on_sqlite.visitor.post(held, {**CONTACT, "token": "forged"})
    later = on_sqlite.visitor.get(held)

    assert back.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert CONTACT["email"] in back.text
    assert CONTACT["email"] not in later.text


def test_a_hold_is_extended_once(on_sqlite: TestingPlatform) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))
    held = way.hold()

    way.send({}, f"{held}/verlengen")
    shown = way.page()

    assert way.path == held
    assert "10:40" in shown.text
    assert "/verlengen" not in shown.text


def test_letting_go_leads_to_the_other_dates_with_the_group(
    on_sqlite: TestingPlatform,
) -> None:
    slot = slot_on(on_sqlite)
    way = Way.to(on_sqlite, slot)
    held = way.hold()

    way.send({}, f"{held}/loslaten")

    assert "child=24" in way.path
    assert used(on_sqlite, slot) == (0, 0)


@pytest.mark.parametrize("what", ["verlengen", "loslaten", "opnieuw"])
def test_without_our_token_nothing_happens_to_a_hold(
    on_sqlite: TestingPlatform, what: str
) -> None:
    slot = slot_on(on_sqlite)
    way = Way.to(on_sqlite, slot)
    held = way.hold()

    sent = on_sqlite.visitor.post(f"{held}/{what}", {"token": "forged"})

    assert "refused=foreign" in sent.location
    assert used(on_sqlite, slot) == (27, 1)
    assert "10:20" in on_sqlite.visitor.get(held).text


def test_the_group_of_a_hold_is_changed_and_priced_anew(
    platform: TestingPlatform,
) -> None:
    slot = slot_on(platform)
    way = Way.to(platform, slot)
    held = way.review().removesuffix("/controle")
    way.path = f"{held}/groep"

    way.send({**GROUP, "child": "27"})

    assert way.path == f"{held}/controle"
    assert "300,00" in way.page().text
    assert used(platform, slot) == (30, 1)


def test_a_group_that_outgrows_its_hold_is_told_so_and_keeps_it(
    on_sqlite: TestingPlatform,
) -> None:
    slot = slot_on(on_sqlite, used_persons=2, used_groups=1)
    way = Way.to(on_sqlite, slot)
    way.path = f"{way.hold()}/groep"

    way.send({**GROUP, "child": "26"})
    shown = way.page()

    assert "28" in shown.text
    assert 'value="26"' in shown.text
    assert used(on_sqlite, slot) == (29, 2)


def test_a_hold_that_is_over_is_taken_up_again_with_all_that_was_typed(
    platform: TestingPlatform,
) -> None:
    slot = slot_on(platform)
    way = Way.to(platform, slot)
    held = way.hold()
    way.review()
    platform.clock.tick(minutes=20)

    way.send({})
    over = platform.visitor.get(held)
    way.path = held
    way.send({}, f"{held}/opnieuw")
    shown = way.page()

    assert "/opnieuw" in over.text
    assert way.path != held
    assert CONTACT["email"] in shown.text
    assert bookings_on(platform) == 2
    assert used(platform, slot) == (27, 1)


def test_the_same_form_takes_a_hold_up_once(on_sqlite: TestingPlatform) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))
    held = way.hold()
    on_sqlite.clock.tick(minutes=20)
    form = {"token": token_on(way.page())}

    answers = {
        on_sqlite.visitor.post(f"{held}/opnieuw", form).location for _ in range(2)
    }

    assert len(answers) == 1
    assert bookings_on(on_sqlite) == 2


def test_a_booked_hold_leads_to_its_booking(on_sqlite: TestingPlatform) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))
    held = way.hold()
    booked = way.book()

    for path in (held, f"{held}/controle", f"{held}/groep"):
        assert on_sqlite.visitor.get(path).location == booked


@pytest.mark.parametrize("token", ["forged", ""])
def test_a_form_that_comes_after_the_booking_leads_to_it(
    on_sqlite: TestingPlatform, token: str
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))
    held = way.hold()
    booked = way.book()

    late = on_sqlite.visitor.post(held, {**CONTACT, "token": token})

    assert late.location == booked


@pytest.mark.parametrize("token", ["forged", ""])
def test_a_forged_form_of_a_hold_that_is_over_loses_nothing(
    on_sqlite: TestingPlatform, token: str
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))
    held = way.hold()
    on_sqlite.clock.tick(minutes=20)

    back = on_sqlite.visitor.post(held, {**CONTACT, "token": token})

    assert back.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert CONTACT["email"] in back.text


def test_booking_twice_is_one_booking(platform: TestingPlatform) -> None:
    way = Way.to(platform, slot_on(platform))
    path = way.review()
    form = {"token": token_on(way.page())}

    answers = {platform.visitor.post(path, form).location for _ in range(2)}

    assert len(answers) == 1
    assert bookings_on(platform) == 1
