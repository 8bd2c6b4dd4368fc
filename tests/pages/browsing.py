"""Chromium, and what is watched while somebody browses."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    Response,
)

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# Nothing of the browser's own on the wire; names that exist nowhere lead to loopback.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--host-resolver-rules=MAP *.test 127.0.0.1",
]
PATIENCE_MILLISECONDS = 20_000
PHONE = 360
DESKTOP = 1280
HEIGHT = 800


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def opened(
    browser: Browser, origin: str, locale: str = "nl", traits: Mapping[str, Any] = {}
) -> Iterator[Page]:
    """Open a window of somebody who was never here before.

    Its traits are `script`, `width`, `dark`, and what Playwright's contexts take.
    """
    given = dict(traits)
    context = browser.new_context(
        base_url=origin,
        locale=locale,
        java_script_enabled=given.pop("script", True),
        color_scheme="dark" if given.pop("dark", False) else "light",
        viewport={"width": given.pop("width", DESKTOP), "height": HEIGHT},
        reduced_motion="reduce",
        **given,
    )
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    try:
        yield context.new_page()
    finally:
        context.close()


@dataclass
class Seen:
    """What happened in a window beside what it shows."""

    requests: list[Request] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def of_request(self, request: Request) -> None:
        self.requests.append(request)

    def of_answer(self, answer: Response) -> None:
        self.answers.append(answer)

    def of_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.location['url']}: {message.text}")

    def of_script(self, error: Error) -> None:
        self.complaints.append(str(error))


@contextmanager
def watching(page: Page) -> Iterator[Seen]:
    """Watch a window for as long as the block lasts."""
    seen = Seen()
    page.on("request", seen.of_request)
    page.on("response", seen.of_answer)
    page.on("console", seen.of_console)
    page.on("pageerror", seen.of_script)
    try:
        yield seen
    finally:
        page.remove_listener("request", seen.of_request)
        page.remove_listener("response", seen.of_answer)
        page.remove_listener("console", seen.of_console)
        page.remove_listener("pageerror", seen.of_script)


def load_pictures(page: Page) -> None:
    """Load those too that wait until somebody scrolls to them."""
    page.evaluate(
        """Promise.all([...document.images].map(image => {
            image.loading = 'eager'
            return image.complete || new Promise(resolve => {
                image.onload = image.onerror = resolve
            })
        }))"""
    )
