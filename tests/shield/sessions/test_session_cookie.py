"""The cookie of a session, for applications without a framework."""

import pytest

from groupz_shield.sessions import SessionCookie

HOST = SessionCookie()


@pytest.mark.parametrize(
    ("header", "found"),
    [
        pytest.param("__Host-session=abc", "abc", id="alone"),
        pytest.param("a=b; __Host-session=abc; c=d", "abc", id="among others"),
        pytest.param("__Host-session=abc; __Host-session=x", "abc", id="the first one"),
        pytest.param("session=abc", "", id="without the prefix"),
        pytest.param("x__Host-session=abc", "", id="another name"),
        pytest.param(";;=;__Host-session", "", id="nothing that is one"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_the_id_is_read_from_a_request(header: str, found: str) -> None:
    assert HOST.read({"HTTP_COOKIE": header}) == found


def test_a_request_without_cookies_has_no_id() -> None:
    assert HOST.read({}) == ""


def test_what_is_given_is_taken_away_by_the_same_name_and_path() -> None:
    cookie = SessionCookie("staff", path="/backoffice")

    given, taken = cookie.given("abc"), cookie.taken()

    rest = "Secure; HttpOnly; Path=/backoffice; SameSite=Strict"
    assert given == f"__Secure-staff=abc; {rest}"
    assert taken == f"__Secure-staff=; Max-Age=0; {rest}"
