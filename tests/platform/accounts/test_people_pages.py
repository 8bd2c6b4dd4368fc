"""Accounts are looked after, on their pages and from the host's shell."""

from http import HTTPStatus

import pytest

from doorstep import KEY, PASSWORD, RECOVERY, Doorstep
from groupz_platform.permissions import StaffRole
from office import Clerk, Office
from pages.markup import Markup

SAM = {
    "name": "Sam de Vries",
    "sign_in_name": "sam",
    "email": "sam@museum.example",
    "role": "desk",
    "locale": "nl",
}


@pytest.fixture
def chief(office: Office) -> Clerk:
    return office.as_(StaffRole.ADMINISTRATOR)


def test_somebody_is_added_and_enrols(office: Office, chief: Clerk) -> None:
    page = chief.post("/people/new", SAM).text
    link = page.partition("/backoffice/enrol/")[2].partition("<")[0]
    sam = Doorstep(office, name="sam")

    sam.post(sam.offered(f"/enrol/{link}"), **sam.two_codes())

    assert sam.is_in
    assert "Sam de Vries" in chief.get("/people/").text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        pytest.param({"name": ""}, "Fill in a name", id="no name"),
        pytest.param({"email": "sam"}, "such as name@example.org", id="no address"),
        pytest.param({"sign_in_name": "s m"}, "Take one word", id="two words"),
        pytest.param(
            {"sign_in_name": "ROBIN-administrator-en"}, "Somebody else", id="taken"
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    chief: Clerk, wrong: dict[str, str], words: str
) -> None:
    answer = chief.post("/people/new", SAM | wrong)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in answer.text
    kept = Markup(answer.text).inputs
    assert {name: kept[name] for name in ("name", "email")} == {
        name: (SAM | wrong)[name] for name in ("name", "email")
    }


def test_two_who_change_the_same_account_hear_of_each_other(
    office: Office, chief: Clerk
) -> None:
    robin = Doorstep(office)
    robin.link()
    path = f"/people/{robin.number}"
    form = Markup(chief.get(path).text).inputs | {"role": "desk", "locale": "en"}
    chief.post(path, form | {"name": "Robin the First"})

    late = chief.post(path, form | {"name": "Robin the Second"})
    again = Markup(late.text).inputs | {"role": "desk", "locale": "en"}
    chief.post(path, again)

    assert late.status_code == HTTPStatus.CONFLICT
    assert "Robin the First" in late.text
    assert "Robin the Second" in chief.get(path).text


def test_the_only_administrator_stays_one(office: Office) -> None:
    robin = Doorstep(office).enrolled()
    robin.sign_in()
    page = robin.get(f"/people/{robin.number}")
    form = Markup(page.text).inputs | {"locale": "en"}

    less = robin.post(f"/people/{robin.number}", **form | {"role": "desk"})
    robin.send(page, f"/people/{robin.number}/close")

    assert "only administrator" in less.text
    assert "only administrator" in robin.get("/people/").text
    assert robin.is_in


def test_a_closed_account_opens_again_by_undo(office: Office, chief: Clerk) -> None:
    robin = Doorstep(office).enrolled()

    closed = chief.follow(f"/people/{robin.number}/close")
    refused = robin.give_password().status_code
    undo = next(act for act in Markup(closed.text).acts if act.endswith("/open"))
    chief.post(undo)
    robin.sign_in()

    assert refused == HTTPStatus.UNPROCESSABLE_ENTITY
    assert robin.is_in


def test_a_lost_second_factor_is_reset(office: Office, chief: Clerk) -> None:
    robin = Doorstep(office).enrolled()
    robin.sign_in()

    page = chief.post(f"/people/{robin.number}/reset").text
    link = page.partition("/backoffice/enrol/")[2].partition("<")[0]
    out = not robin.is_in
    before = robin.give_password().status_code
    robin.post(robin.offered(f"/enrol/{link}", PASSWORD), **robin.two_codes())

    assert out
    assert before == HTTPStatus.UNPROCESSABLE_ENTITY
    assert robin.is_in
    assert "second factor reset" in chief.get("/sign-ins/").text


def test_ones_own_name_language_and_password(office: Office) -> None:
    robin = Doorstep(office).enrolled()
    robin.sign_in()

    robin.send(robin.get("/account/"), "/account/", name="Robin B.", locale="nl")
    dutch = robin.get("/account/")
    wrong = robin.send(
        dutch,
        "/account/password",
        password="not-the-right-one",
        new_password="zwaluw-trommel-44",
    )
    robin.send(
        dutch,
        "/account/password",
        password=PASSWORD,
        new_password="zwaluw-trommel-44",
    )

    assert "Robin B." in dutch.text
    assert "Je account" in dutch.text
    assert "Dit is niet je wachtwoord." in wrong.text
    assert Doorstep(office).give_password("zwaluw-trommel-44").status_code == 303
    assert Doorstep(office).give_password(PASSWORD).status_code == 422


def test_the_last_second_factor_stays_and_another_is_added(office: Office) -> None:
    robin = Doorstep(office).enrolled()
    robin.sign_in()
    page = robin.get("/account/factors/new")
    first, robin.secret = robin.secret, ""
    [key] = KEY.findall(page.text)
    robin.secret = key.replace(" ", "")
    robin.send(page, "/account/factors/new", **robin.two_codes())
    account = robin.get("/account/")
    removals = [act for act in Markup(account.text).acts if act.endswith("/remove")]
    robin.send(account, removals[0])
    robin.send(account, removals[1])

    assert first != robin.secret
    assert len(removals) == 2
    assert "your only second factor" in robin.get("/account/").text


def test_new_recovery_codes_replace_the_old(office: Office) -> None:
    robin = Doorstep(office).enrolled()
    robin.sign_in()
    answer = robin.send(robin.get("/account/"), "/account/codes")
    [new, *_] = RECOVERY.findall(answer.text)

    assert "not right" in Doorstep(office).sign_in(robin.recovery[0]).text
    assert Doorstep(office).sign_in(new).status_code == HTTPStatus.SEE_OTHER


def test_the_history_is_filtered_and_taken_out(office: Office, chief: Clerk) -> None:
    Doorstep(office, name="=cmd").link()
    robin = Doorstep(office).enrolled()
    robin.give_password("wrong-password-00")

    page = chief.get("/sign-ins/?who=rob&result=refused").text
    file = chief.get("/sign-ins/file?result=refused")

    assert "wrong password" in page
    assert page.count("<tr>") == 2
    assert file.mimetype == "text/csv"
    assert "Robin,127.0.0.1" in file.text
    assert file.text.count("\r\n") == 2


def test_a_clerk_sees_their_own_sign_ins_alone(office: Office) -> None:
    Doorstep(office).enrolled()
    clerk = office.as_(StaffRole.DESK)

    assert clerk.get("/sign-ins/").status_code == HTTPStatus.FORBIDDEN
    own = clerk.get("/sign-ins/own")
    assert own.status_code == HTTPStatus.OK
    assert "enrolled" not in own.text
