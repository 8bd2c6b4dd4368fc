"""The page of a time: the group, its price, and the hold."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from applications import TestingPlatform
from factories import make_slot
from groupz_platform.catalogue.models import Activity
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from way import GROUP, Way, bookings_on, slot_on, token_on, used


def query(typed: dict[str, str]) -> str:
    return "&".join(f"{name}={text}" for name, text in typed.items())


def test_holding_leads_to_who_books(platform: TestingPlatform) -> None:
    way = Way.to(platform, slot_on(platform))

    sent = way.send(GROUP)
    shown = way.page()

    assert sent.status_code == HTTPStatus.SEE_OTHER
    assert sent.location.startswith("/nl/h/")
    assert shown.status_code == HTTPStatus.OK
    assert "10:20" in shown.text  # 9:00 UTC is 10:00 there, and a hold is 20 minutes
    assert shown.headers["Cache-Control"] == "no-store"
    assert "noindex" in shown.headers["X-Robots-Tag"]


def test_the_total_is_shown_for_the_group_in_the_address(
    on_sqlite: TestingPlatform,
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))

    shown = on_sqlite.visitor.get(f"{way.path}?{query(GROUP)}")

    assert shown.status_code == HTTPStatus.OK
    assert "270,00" in shown.text
    assert 'value="24"' in shown.text


def test_recalculating_holds_nothing_and_keeps_what_was_typed(
    on_sqlite: TestingPlatform,
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))

    sent = way.send({**GROUP, "recalculate": "1"})

    assert sent.status_code == HTTPStatus.SEE_OTHER
    assert bookings_on(on_sqlite) == 0
    assert "270,00" in way.page().text


def test_a_group_of_a_search_is_filled_in_and_not_scolded(
    on_sqlite: TestingPlatform,
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))

    shown = on_sqlite.visitor.get(f"{way.path}?child=24")

    assert shown.status_code == HTTPStatus.OK
    assert 'value="24"' in shown.text
    assert "aria-invalid" not in shown.text


def test_a_form_that_is_sent_twice_makes_one_hold(platform: TestingPlatform) -> None:
    slot = slot_on(platform)
    form = {"token": token_on(Way.to(platform, slot).page()), **GROUP}

    answers = {
        platform.visitor.post(f"/nl/boeken/{slot.id}", form).location for _ in range(2)
    }

    assert len(answers) == 1
    assert bookings_on(platform) == 1


def test_going_back_and_sending_another_group_changes_the_hold(
    platform: TestingPlatform,
) -> None:
    slot = slot_on(platform)
    form = {"token": token_on(Way.to(platform, slot).page()), **GROUP}
    first = platform.visitor.post(f"/nl/boeken/{slot.id}", form)

    again = platform.visitor.post(f"/nl/boeken/{slot.id}", {**form, "child": "20"})

    assert again.location == first.location
    assert bookings_on(platform) == 1
    assert "20 kinderen" in platform.visitor.get(again.location).text


def test_a_form_that_has_booked_asks_to_be_sent_again_for_another_group(
    on_sqlite: TestingPlatform,
) -> None:
    slot = slot_on(on_sqlite, capacity_persons=60)
    way = Way.to(on_sqlite, slot)
    form = {"token": token_on(way.page()), **GROUP}
    way.path = on_sqlite.visitor.post(way.path, form).location
    way.book()

    again = on_sqlite.visitor.post(f"/nl/boeken/{slot.id}", {**form, "child": "2"})
    shown = on_sqlite.visitor.get(again.location)
    fresh = on_sqlite.visitor.post(
        f"/nl/boeken/{slot.id}", {**form, "child": "2", "token": token_on(shown)}
    )

    assert "refused=used" in again.location
    assert 'value="2"' in shown.text
    assert "/h/" in fresh.location


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="none"),
        pytest.param("forged", id="forged"),
        pytest.param("WyIxIiwia2V5Il0.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb", id="alien"),
    ],
)
def test_a_form_without_our_token_comes_back_with_all_that_was_typed(
    on_sqlite: TestingPlatform, token: str
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))

    sent = on_sqlite.visitor.post(way.path, {**GROUP, "token": token})
    back = on_sqlite.visitor.get(sent.location)
    way.path = sent.location
    again = way.send(GROUP)

    assert "refused=foreign" in sent.location
    assert 'role="status"' in back.text
    assert 'value="24"' in back.text
    assert "/h/" in again.location


def test_a_token_of_another_slot_does_not_hold_this_one(
    on_sqlite: TestingPlatform,
) -> None:
    one, other = slot_on(on_sqlite), slot_on(on_sqlite)
    token = token_on(Way.to(on_sqlite, other).page())

    sent = on_sqlite.visitor.post(f"/nl/boeken/{one.id}", {**GROUP, "token": token})

    assert "refused=foreign" in sent.location
    assert bookings_on(on_sqlite) == 0


def test_an_old_page_is_checked_again_and_then_holds(
    on_sqlite: TestingPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))
    with monkeypatch.context() as later:
        later.setattr("groupz_platform.web.form_tokens.LASTS_SECONDS", -1)
        sent = way.send(GROUP)

    assert "refused=old" in sent.location
    assert "/h/" in way.send(GROUP).location


def test_a_robot_that_fills_in_what_nobody_sees_holds_nothing(
    on_sqlite: TestingPlatform,
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))

    sent = way.send({**GROUP, "website": "https://spam.example"})

    assert "refused=robot" in sent.location
    assert bookings_on(on_sqlite) == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param({"child": "", "supervisor": ""}, "people", id="nobody"),
        pytest.param({"child": "-1"}, "0 or more", id="fewer than nobody"),
        pytest.param({"child": "1e3"}, "0 or more", id="no number"),
        pytest.param({"child": "99999"}, "0 or more", id="a whole town"),
        pytest.param({"child": "90"}, "groups of", id="larger than it takes"),
        pytest.param({"type": ""}, "kind of group", id="no group type"),
        pytest.param({"type": "army"}, "", id="an unknown group type"),
    ],
)
def test_a_group_that_is_not_right_says_what_to_do_and_loses_nothing(
    on_sqlite: TestingPlatform, typed: dict[str, str], words: str
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite), "en")

    way.send(GROUP | typed)
    back = way.page()

    assert back.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in back.text
    assert 'aria-invalid="true"' in back.text
    kept = {k: v for k, v in (GROUP | typed).items() if v and k != "type"}
    assert all(f'value="{text}"' in back.text for text in kept.values())
    assert bookings_on(on_sqlite) == 0


def test_a_group_that_does_not_fit_is_told_what_is_left_and_where_it_does(
    platform: TestingPlatform,
) -> None:
    slot = slot_on(platform, used_persons=10, used_groups=1)
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        other = make_slot(
            session,
            activity=session.get_one(Activity, slot.activity_id),
            starts_at=slot.starts_at + timedelta(days=1),
        )
    way = Way.to(platform, slot)

    way.send(GROUP)
    back = way.page()

    assert "20" in back.text
    assert f'href="/nl/boeken/{other.id}?child=24' in back.text


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"state": "closed"}, id="closed"),
        pytest.param({"used_persons": 30, "used_groups": 1}, id="sold out"),
    ],
)
def test_a_slot_that_changed_meanwhile_holds_nothing(
    on_sqlite: TestingPlatform, change: dict[str, Any]
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))
    token = token_on(way.page())
    with on_sqlite.database.databases.transaction(Role.BACKOFFICE) as session:
        session.execute(update(TimeSlot).values(**change))

    sent = on_sqlite.visitor.post(way.path, {**GROUP, "token": token})
    back = on_sqlite.visitor.get(sent.location)

    assert 'role="status"' in back.text
    assert 'value="24"' in back.text
    assert bookings_on(on_sqlite) == 0


def test_the_places_of_holds_that_are_over_are_found_where_a_slot_looks_full(
    platform: TestingPlatform,
) -> None:
    slot = slot_on(platform)
    Way.to(platform, slot).hold()
    platform.clock.tick(minutes=20)

    Way.to(platform, slot).hold()

    assert used(platform, slot) == (27, 1)


def test_a_network_that_holds_enough_is_told_so(on_sqlite: TestingPlatform) -> None:
    for _ in range(2):
        Way.to(on_sqlite, slot_on(on_sqlite)).hold()
    way = Way.to(on_sqlite, slot_on(on_sqlite))

    sent = way.send(GROUP)

    assert "refused=holds" in sent.location
    assert 'role="status"' in way.page().text


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no origin"),
        pytest.param({"Origin": "https://evil.example"}, id="another site"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="from another site"),
        pytest.param(
            {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:8000"},
            id="from a neighbour",
        ),
    ],
)
def test_a_form_from_elsewhere_is_refused_in_the_visitors_language(
    on_sqlite: TestingPlatform, headers: dict[str, str]
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))
    form = {**GROUP, "token": token_on(way.page())}

    refused: TestResponse = on_sqlite.visitor.client.post(
        way.path, data=form, headers=headers
    )

    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert 'lang="nl"' in refused.text
    assert bookings_on(on_sqlite) == 0


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/nl/boeken/99999", id="no slot"),
        pytest.param("/nl/boeken/99999999999999999999", id="more than fits a column"),
        pytest.param("/nl/h/nobody-has-this", id="no hold"),
        pytest.param("/nl/b/nobody-has-this", id="no booking"),
        pytest.param("/nl/b/nobody-has-this/agenda.ics", id="no calendar file"),
    ],
)
def test_what_is_not_there_is_not_found(platform: TestingPlatform, path: str) -> None:
    assert platform.visitor.get(path).status_code == HTTPStatus.NOT_FOUND


def test_a_slot_that_cannot_be_booked_says_so_before_anything_is_typed(
    on_sqlite: TestingPlatform,
) -> None:
    slot = slot_on(on_sqlite, state="closed")

    shown = on_sqlite.visitor.get(f"/en/book/{slot.id}")

    assert "not open for groups" in shown.text


def test_the_copy_of_a_form_that_comes_at_the_same_moment_finds_the_hold(
    on_sqlite: TestingPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = Way.to(on_sqlite, slot_on(on_sqlite))
    form = {"token": token_on(way.page()), **GROUP}
    first = on_sqlite.visitor.post(way.path, form)
    looks = iter([None])
    services = "groupz_platform.bookings.services"
    from groupz_platform.bookings.queries import booking_of_key  # noqa: PLC0415

    monkeypatch.setattr(
        f"{services}.booking_of_key",
        lambda session, key: next(looks, booking_of_key(session, key)),
    )

    assert on_sqlite.visitor.post(way.path, form).location == first.location
    assert bookings_on(on_sqlite) == 1
