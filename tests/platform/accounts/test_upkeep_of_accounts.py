"""What the background does for accounts."""

from sqlalchemy import select

from doorstep import Doorstep
from groupz_platform.accounts.models import SignInAttempt
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.roles import Role
from office import Office


def attempt_job(office: Office, name: str) -> None:
    [job] = [each for each in office.platform.platform.background if each.name == name]
    job.attempt()


def mails(office: Office) -> list[str]:
    with office.database.databases.transaction(Role.WORKER) as session:
        return list(session.scalars(select(OutboxEmail.template)))


def test_addresses_are_shortened_after_a_month(robin: Doorstep) -> None:
    robin.wait(days=29)
    attempt_job(robin.office, "sign-ins")
    before = robin.history[0].network
    robin.wait(days=2)
    attempt_job(robin.office, "sign-ins")

    assert before == "127.0.0.1"
    assert robin.history[0].network == "127.0.0.0/24"


def test_the_history_is_forgotten_after_a_year(robin: Doorstep) -> None:
    robin.wait(days=366)

    attempt_job(robin.office, "sign-ins")

    assert robin.history == []


def test_who_is_guessed_at_hears_of_it_once_an_hour(robin: Doorstep) -> None:
    for _ in range(11):
        robin.give_password("wrong-password-00")
    for _ in range(2):
        attempt_job(robin.office, "alerts")
    first = mails(robin.office)
    robin.wait(minutes=61)
    for _ in range(11):
        robin.give_password("wrong-password-00")
    attempt_job(robin.office, "alerts")

    assert first == ["staff_wrong_passwords"]
    assert mails(robin.office) == first * 2


def test_a_few_wrong_passwords_are_nobodys_business(robin: Doorstep) -> None:
    for _ in range(5):
        robin.give_password("wrong-password-00")

    attempt_job(robin.office, "alerts")

    assert mails(robin.office) == []
    with robin.office.database.databases.transaction(Role.WORKER) as session:
        assert not any(session.scalars(select(SignInAttempt.alerted)))
