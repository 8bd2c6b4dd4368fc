"""Every kind of wrong request, and the status that it is answered with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from typing_extensions import override

from pages.client import Answer, Client
from pages.groups import form_path, school_class
from pages.routes import OF_VISITORS, page_of
from pages.walking import send

Examples = Mapping[str, str]
ELSEWHERE = "https://evil.example"


@dataclass(frozen=True)
class Wrong:
    """A wrong request.

    Attributes:
        is_told: Whether the answer is an error page, which has a reference.
    """

    name: str
    status: int
    provoke: Callable[[Client, str, Examples], Answer]
    is_told: bool = True

    @override
    def __str__(self) -> str:
        return self.name


def unknown_page(client: Client, locale: str, _: Examples) -> Answer:
    return client.get(f"/{locale}/nope")


def unknown_page_without_language(client: Client, locale: str, _: Examples) -> Answer:
    return client.get("/nope", Accept_Language=locale)


def unknown_file(client: Client, locale: str, _: Examples) -> Answer:
    return client.get("/static/0123456789abcdef/nope.css", Accept_Language=locale)


def unknown_activity(client: Client, locale: str, _: Examples) -> Answer:
    return client.get(page_of("site.activity", locale).path({"slug": "nope"}))


def unknown_slot(client: Client, locale: str, _: Examples) -> Answer:
    return client.get(form_path("2147483647", locale))


def unknown_link(endpoint: str, client: Client, locale: str, _: Examples) -> Answer:
    nobodys = {"token": "A" * 43, "hold": "A" * 43}
    return client.get(page_of(endpoint, locale).path(nobodys))


def wrong_method(client: Client, locale: str, _: Examples) -> Answer:
    return client.post(f"/{locale}/", {})


def wrong_next(client: Client, locale: str, _: Examples) -> Answer:
    form = {"next": "//evil.example/nl/"}
    return client.post("/language", form, Accept_Language=locale)


def foreign_form(client: Client, locale: str, examples: Examples) -> Answer:
    path = form_path(examples["slot_id"], locale)
    return send(client, path, school_class().who, Origin=ELSEWHERE)


def foreign_choice(client: Client, locale: str, _: Examples) -> Answer:
    form = {"next": f"/{locale}/"}
    return client.post("/language", form, Origin=ELSEWHERE, Accept_Language=locale)


def form_of_nobody(client: Client, locale: str, examples: Examples) -> Answer:
    path = form_path(examples["slot_id"], locale)
    return send(client, path, school_class().who, Origin="", Sec_Fetch_Site="")


def bad_group(client: Client, locale: str, examples: Examples) -> Answer:
    path = form_path(examples["slot_id"], locale)
    return client.get(send(client, path, school_class(child="veel").who).location)


def bad_contact(client: Client, locale: str, examples: Examples) -> Answer:
    path = page_of("bookings.hold", locale).path(examples)
    return client.post(path, {"token": "forged", **school_class().contact})


def bad_search(client: Client, locale: str, _: Examples) -> Answer:
    path = page_of("bookings.find", locale).path({})
    return send(client, path, {"reference": "", "email": "nope"})


PRIVATE = sorted(
    {r.endpoint for r in OF_VISITORS if r.is_private and "GET" in r.methods}
)
ERRORS = [
    Wrong("404 page", 404, unknown_page),
    Wrong("404 page without language", 404, unknown_page_without_language),
    Wrong("404 file", 404, unknown_file),
    Wrong("404 activity", 404, unknown_activity),
    Wrong("404 slot", 404, unknown_slot),
    *(Wrong(f"404 {name}", 404, partial(unknown_link, name)) for name in PRIVATE),
    Wrong("405 method", 405, wrong_method),
    Wrong("400 next page", 400, wrong_next),
    Wrong("403 form from elsewhere", 403, foreign_form),
    Wrong("403 choice from elsewhere", 403, foreign_choice),
    Wrong("403 form from nowhere", 403, form_of_nobody),
    Wrong("422 group", 422, bad_group, is_told=False),
    Wrong("422 contact", 422, bad_contact, is_told=False),
    Wrong("422 search for a booking", 422, bad_search, is_told=False),
]
