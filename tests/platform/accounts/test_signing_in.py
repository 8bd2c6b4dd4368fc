"""Signing in: both factors, each code once, and no word about who has an account."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from doorstep import PASSWORD, Doorstep
from groupz_platform.accounts import passwords
from groupz_platform.accounts.models import STAFF_SESSIONS
from groupz_platform.accounts.rules import Factor, Reason, Result
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.roles import Role
from office import Office

NOISE = re.compile(r'value="[^"]*"|<code>.*?</code>')


def sessions(office: Office) -> int:
    with office.database.databases.transaction(Role.SIGN_IN) as session:
        count = select(func.count()).select_from(STAFF_SESSIONS)
        return session.scalar(count) or 0


def test_the_cookie_comes_after_the_second_factor_alone(robin: Doorstep) -> None:
    first = robin.give_password()
    second = robin.post(first.headers["Location"], code=robin.code)

    assert "Set-Cookie" not in first.headers
    cookie = second.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/backoffice"} <= {
        part.strip() for part in cookie.split(";")
    }
    assert robin.is_in


def test_it_leads_to_the_page_that_was_wanted(robin: Doorstep) -> None:
    asked = robin.get("/people/?q=ro").headers["Location"]
    first = robin.post(asked, name="ROBIN@museum.example ", password=PASSWORD)

    answer = robin.post(first.headers["Location"], code=robin.code)

    assert answer.headers["Location"] == "/backoffice/people/?q=ro"


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "x\r\ny"]
)
def test_it_leads_to_no_other_site(robin: Doorstep, wanted: str) -> None:
    ticket = robin.post("/sign-in?next=" + "x", name="robin", password=PASSWORD)
    path = ticket.headers["Location"].partition("?")[0]

    answer = robin.client.post(
        path,
        query_string={"next": wanted},
        data={"code": robin.code},
        headers={"Origin": "http://127.0.0.1:8000"},
        environ_base={"REMOTE_ADDR": "127.0.0.1"},
    )

    assert answer.status_code == 403 or answer.headers["Location"] == "/backoffice/"


def test_a_code_opens_once(robin: Doorstep) -> None:
    code = robin.code
    robin.sign_in(code)
    other = Doorstep(robin.office)

    answer = other.sign_in(code)

    assert "used already" in answer.text
    assert not other.is_in


def test_an_older_code_of_the_window_is_refused_after_a_newer_one(
    robin: Doorstep,
) -> None:
    older = robin.code
    robin.wait(seconds=60)
    robin.sign_in()

    answer = Doorstep(robin.office).sign_in(older)

    assert "used already" in answer.text


def test_the_code_before_the_current_one_counts(robin: Doorstep) -> None:
    late = robin.code
    robin.wait(seconds=60)

    robin.sign_in(late)

    assert robin.is_in


def test_a_code_of_two_minutes_ago_does_not(robin: Doorstep) -> None:
    old = robin.code
    robin.wait(seconds=120)

    assert "not right" in robin.sign_in(old).text


def test_the_same_code_in_parallel_makes_one_session(robin: Doorstep) -> None:
    code = robin.code
    others = [Doorstep(robin.office) for _ in range(6)]
    tickets = [other.ticket() for other in others]
    before = sessions(robin.office)

    def give(each: tuple[Doorstep, str]) -> int:
        other, ticket = each
        return other.post(ticket, code=code).status_code

    with ThreadPoolExecutor(len(others)) as pool:
        statuses = sorted(pool.map(give, zip(others, tickets, strict=True)))

    assert statuses == [303, 422, 422, 422, 422, 422]
    assert sessions(robin.office) == before + 1


def test_a_ticket_is_good_for_one_session_and_five_minutes(robin: Doorstep) -> None:
    ticket = robin.ticket()
    robin.post(ticket, code=robin.code)
    robin.wait(seconds=60)
    again = Doorstep(robin.office).post(ticket, code=robin.code)
    late = robin.ticket()
    robin.wait(minutes=5)

    assert "Begin anew" in again.text
    assert "Begin anew" in robin.post(late, code=robin.code).text


def test_a_recovery_code_opens_once(robin: Doorstep) -> None:
    code = robin.recovery[3].upper()
    robin.sign_in(code)
    other = Doorstep(robin.office)

    answer = other.sign_in(code)

    assert robin.is_in
    assert "not right" in answer.text
    assert robin.history[1].factor is Factor.RECOVERY


def test_nobody_learns_whether_there_is_an_account(
    robin: Doorstep, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = robin.office
    Doorstep(office, name="sam").link()
    closed = Doorstep(office, name="kim").enrolled()
    office.as_(robin.role).post(f"/people/{closed.number}/close")
    looked: list[str] = []
    verify = passwords.HASHER.verify

    def counted(_hasher: PasswordHasher, kept: str, given: str) -> bool:
        looked.append(kept)
        return bool(verify(kept, given))

    monkeypatch.setattr(PasswordHasher, "verify", counted)

    answers = {}
    for name in ("nobody", "robin", "sam", "kim"):
        looked.clear()
        answer = Doorstep(office).give_password("wrong-password-00", name)
        text = NOISE.sub("", answer.text)
        answers[name] = (answer.status_code, text, len(looked))
    right = Doorstep(office).give_password(PASSWORD, "kim")

    assert len(set(answers.values())) == 1
    assert answers["nobody"][2] == 1
    assert NOISE.sub("", right.text) == answers["nobody"][1]


def test_ten_wrong_passwords_pause_a_name_on_one_network_alone(
    robin: Doorstep,
) -> None:
    for _ in range(10):
        assert robin.give_password("wrong-password-00").status_code == 422

    paused = robin.give_password()
    elsewhere = Doorstep(robin.office, network="203.0.113.9").give_password()
    robin.wait(minutes=5)

    assert paused.status_code == 429
    assert "Try again at" in paused.text
    assert elsewhere.status_code == 303
    assert robin.give_password().status_code == 303


@pytest.mark.parametrize("name", ["robin", "nobody"])
def test_the_pause_is_the_same_for_a_name_that_is_nobodys(
    robin: Doorstep, name: str
) -> None:
    for _ in range(10):
        robin.give_password("wrong-password-00", name)

    assert robin.give_password("wrong-password-00", name).status_code == 429


@pytest.mark.parametrize(
    ("most", "pause"),
    [
        pytest.param(5, 0, id="5 in 5 minutes"),
        pytest.param(20, 61, id="20 in an hour"),
        pytest.param(50, 181, id="50 in a day"),
    ],
)
def test_wrong_codes_pause_an_account(robin: Doorstep, most: int, pause: int) -> None:
    for _ in range(most):
        assert robin.sign_in("000000").status_code == 422
        robin.wait(seconds=pause)

    assert robin.sign_in().status_code == 429


def test_a_wrong_code_after_a_right_password_is_told_by_mail(robin: Doorstep) -> None:
    stranger = Doorstep(robin.office, network="203.0.113.9")

    stranger.sign_in("000000")
    stranger.sign_in("000001")

    assert mails(robin.office) == ["staff_wrong_codes"]


def test_a_slip_of_the_finger_is_not_told(robin: Doorstep) -> None:
    robin.sign_in("000000")

    assert mails(robin.office) == []


def test_a_new_place_is_told_by_mail_once(robin: Doorstep) -> None:
    stranger = Doorstep(robin.office, network="203.0.113.9", secret=robin.secret)

    stranger.sign_in()
    stranger.wait(minutes=1)
    stranger.sign_in()

    assert mails(robin.office) == ["staff_new_place"]


def mails(office: Office) -> list[str]:
    with office.database.databases.transaction(Role.WORKER) as session:
        return list(session.scalars(select(OutboxEmail.template)))


def test_every_attempt_stands_in_the_history(robin: Doorstep) -> None:
    robin.give_password("wrong-password-00")
    robin.give_password(name="nobody")
    robin.sign_in("000000")
    robin.sign_in()

    told = [(each.result, each.reason) for each in robin.history]

    assert told == [
        (Result.SUCCEEDED, Reason.ENROLLED),
        (Result.REFUSED, Reason.WRONG_PASSWORD),
        (Result.REFUSED, Reason.UNKNOWN_NAME),
        (Result.PENDING, Reason.PASSWORD_RIGHT),
        (Result.REFUSED, Reason.WRONG_CODE),
        (Result.SUCCEEDED, Reason.SIGNED_IN),
    ]
    assert {each.network for each in robin.history} == {"127.0.0.1"}
    assert {each.browser for each in robin.history} == {"Firefox, Linux"}
