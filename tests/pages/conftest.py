"""Fixtures of the pages' tests: one real server and one real browser a worker."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from groupz_platform.texts import LOCALES
from pages.browsing import opened
from pages.client import Client
from pages.groups import ALONE, SHARED, free_slot, school_class
from pages.views import Visit
from pages.walking import book, keep_hold, review, token_in
from site_server import Site, copied_instance, demo_instance, serving

Visitors = Callable[..., Page]

OPERATOR = {
    "operator_email": "help@groupz.example",
    "operator_telephone": "+31 85 000 04 99",
    "operator_address": "Kade 1, Dordrecht",
}
GENEROUS = {
    "holds_per_network": "1000000",
    "hold_slot_percent": "100",
    "holds_per_hour": "1000000",
    "letters_per_hour": "1000000",
}
"""All visitors of the tests come from one network, which is loopback."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """An instance with the demo programme, made once a test run; to be copied."""
    own = tmp_path_factory.getbasetemp()
    return demo_instance((own if worker_id == "master" else own.parent) / "demo")


@pytest.fixture(scope="session")
def site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The server of this worker."""
    instance = copied_instance(demo, tmp_path_factory.mktemp("site") / "instance")
    with serving(instance, **OPERATOR, **GENEROUS) as running:
        yield running


@pytest.fixture(scope="session")
def client(site: Site) -> Client:
    return Client(site)


@pytest.fixture(scope="session")
def examples(site: Site, client: Client) -> dict[str, str]:
    """A value for each argument of an address, for tests that only read."""
    return new_examples(site, client)


def new_examples(site: Site, client: Client) -> dict[str, str]:
    """Book, and hold, so that each address has something to show."""
    booked = book(client, free_slot(site, ALONE), "nl", school_class())
    held = review(client, free_slot(site, ALONE), "nl", school_class())
    keep_hold(site, held)
    return {
        "slug": SHARED,
        "slot_id": free_slot(site, SHARED),
        "token": token_in(booked),
        "hold": token_in(held),
    }


@pytest.fixture
def visitors(chromium: Browser, site: Site) -> Iterator[Visitors]:
    """Opens a window of somebody new: `visitors("nl", script=False)`."""
    with windows(chromium, site) as visitor:
        yield visitor


@pytest.fixture(scope="module")
def window(chromium: Browser, site: Site) -> Iterator[Page]:
    """One window for tests that only read: it is quicker than a new one each."""
    with windows(chromium, site) as visitor:
        yield visitor()


@pytest.fixture(scope="module")
def window_without_script(chromium: Browser, site: Site) -> Iterator[Page]:
    with windows(chromium, site) as visitor:
        yield visitor(script=False)


@pytest.fixture(scope="module")
def readers(
    chromium: Browser, site: Site, examples: dict[str, str]
) -> Iterator[dict[str, Visit]]:
    """Somebody for each language, who looks at one page after another."""
    with windows(chromium, site) as visitor:
        yield {
            locale: Visit(visitor(locale), site, locale, examples) for locale in LOCALES
        }


@contextmanager
def windows(chromium: Browser, site: Site) -> Iterator[Visitors]:
    with ExitStack() as stack:

        def visitor(locale: str = "nl", **traits: Any) -> Page:
            return stack.enter_context(opened(chromium, site.origin, locale, traits))

        yield visitor
