"""The way of a booking without a browser, and what time does to it."""

from groupz_platform.tokens import hash_of
from pages.client import Answer, Client
from pages.groups import Group, form_path
from pages.markup import Markup
from site_server import Site

OF_TOKEN = "(SELECT booking_id FROM access_tokens WHERE token_hash = ?)"
LONG_AGO = "2026-01-01 00:00:00.000000"
FAR_AHEAD = "2099-01-01 00:00:00.000000"


def send(client: Client, path: str, typed: dict[str, str], **headers: str) -> Answer:
    """Open a page, fill in its form, and send it."""
    token = Markup(client.get(path).text).inputs["token"]
    return client.post(path, {"token": token, **typed}, **headers)


def hold(client: Client, slot_id: str, locale: str, group: Group) -> str:
    """Hold places, and go to the page that asks who books."""
    held = send(client, form_path(slot_id, locale), group.who).location
    assert "/h/" in held, held
    return held


def review(client: Client, slot_id: str, locale: str, group: Group) -> str:
    """Hold places, say who books, and go to the page that shows all of it."""
    held = hold(client, slot_id, locale, group)
    return send(client, held, group.contact).location


def book(client: Client, slot_id: str, locale: str, group: Group) -> str:
    """Go the whole way, to the page of the booking."""
    booked = send(client, review(client, slot_id, locale, group), {}).location
    assert "/b/" in booked, booked
    return booked


def token_in(path: str) -> str:
    """Read the token of a page's address."""
    return path.split("?", maxsplit=1)[0].split("/")[3]


def end_hold(site: Site, path: str) -> None:
    """Let twenty minutes pass for one hold."""
    until(site, path, LONG_AGO)


def keep_hold(site: Site, path: str) -> None:
    """Let no time pass for one hold, however long the tests take."""
    until(site, path, FAR_AHEAD)


def until(site: Site, path: str, moment: str) -> None:
    statement = f"UPDATE bookings SET hold_expires_at = ? WHERE id = {OF_TOKEN}"
    site.write(statement, moment, hash_of(token_in(path)))
