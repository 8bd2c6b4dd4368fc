"""Enrolment: a link that opens once, a password, and a second factor that works."""

import pytest
from sqlalchemy import select

from doorstep import PASSWORD, Doorstep
from groupz_platform.accounts.models import SecondFactorDevice
from groupz_platform.roles import Role
from office import Office


@pytest.mark.parametrize("period", [60, 30])
def test_two_codes_tell_how_fast_an_app_counts(office: Office, period: int) -> None:
    robin = Doorstep(office, period=period)

    answer = robin.enrol()

    assert f"every {period} seconds" in answer.text
    assert len(robin.recovery) == 10
    assert robin.is_in
    with office.database.databases.transaction(Role.SIGN_IN) as session:
        [device] = session.scalars(select(SecondFactorDevice))
        assert device.period_seconds == period
        assert robin.secret.encode() not in (device.secret or b"")


@pytest.mark.parametrize("period", [60, 30])
def test_who_enrolled_signs_in_with_a_later_code(office: Office, period: int) -> None:
    robin = Doorstep(office, period=period).enrolled()

    robin.sign_in()

    assert robin.is_in


def test_the_codes_of_enrolment_are_used_up(office: Office) -> None:
    robin = Doorstep(office)
    robin.enrol()
    before = robin.code
    again = Doorstep(office, secret=robin.secret)

    answer = again.sign_in(before)

    assert "used already" in answer.text
    assert not again.is_in


def test_a_link_opens_once(office: Office) -> None:
    robin = Doorstep(office)
    link = robin.link()
    robin.post(robin.offered(link), **robin.two_codes())

    late = Doorstep(office).get(link)

    assert late.status_code == 410
    assert "Ask an administrator" in late.text


def test_a_link_opens_for_three_days(office: Office) -> None:
    robin = Doorstep(office)
    link = robin.link()

    robin.wait(hours=71)
    in_time = robin.get(link).status_code
    robin.wait(hours=2)

    assert (in_time, robin.get(link).status_code) == (200, 410)


def test_a_newer_link_ends_the_one_before(office: Office) -> None:
    robin = Doorstep(office)
    link = robin.link()
    office.as_(robin.role, name="Sam").post(f"/people/{robin.number}/link")

    assert robin.get(link).status_code == 410


def test_who_has_the_link_alone_adds_no_second_factor(office: Office) -> None:
    robin = Doorstep(office)
    link = robin.link()
    path = robin.offered(link)
    thief = Doorstep(office)

    guessed = thief.get(f"{link}/{'0' * 64}")
    asked = thief.get(link)
    refused = thief.choose_password(link, "another-password-17")
    robin.wait(minutes=31)

    assert guessed.status_code == 303
    assert "Give your password" in asked.text
    assert refused.status_code == 422
    assert robin.get(path).headers["Location"].endswith(link)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        pytest.param("kort-woord", "at least 12", id="short"),
        pytest.param("x9" * 65, "at most 128", id="long"),
        pytest.param("password1234", "one of the first", id="common"),
        pytest.param("robin-museum-robin", "guess this from your name", id="own"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(
    office: Office, password: str, words: str
) -> None:
    robin = Doorstep(office)

    answer = robin.choose_password(robin.link(), password)

    assert answer.status_code == 422
    assert words in answer.text
    assert password not in answer.text


@pytest.mark.parametrize(
    "codes",
    [
        pytest.param(("000000", "000001"), id="guessed"),
        pytest.param(("", ""), id="nothing"),
        pytest.param(("١٢٣٤٥٦", "abc"), id="no digits of ours"),
    ],
)
def test_codes_that_are_not_of_the_app_add_nothing(
    office: Office, codes: tuple[str, str]
) -> None:
    robin = Doorstep(office)
    path = robin.offered(robin.link())

    answer = robin.post(path, first_code=codes[0], second_code=codes[1])

    assert answer.status_code == 422
    assert "not two codes of this app" in answer.text
    assert not robin.is_in


def test_one_code_twice_is_not_enough(office: Office) -> None:
    robin = Doorstep(office)
    path = robin.offered(robin.link())

    answer = robin.post(path, first_code=robin.code, second_code=robin.code)

    assert answer.status_code == 422


def test_the_key_stays_the_same_when_the_page_is_opened_again(office: Office) -> None:
    robin = Doorstep(office)
    link = robin.link()
    robin.offered(link)
    first = robin.secret

    robin.offered(link, PASSWORD)

    assert robin.secret == first
