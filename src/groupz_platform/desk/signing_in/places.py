"""Where a request comes from and goes to: network and browser, and the page after."""

import re

from flask import request

from groupz_platform.accounts.attempts import Visit
from groupz_platform.accounts.passkeys import Site
from groupz_platform.web.client import client_key
from groupz_platform.web.context import current, now

PAGE = re.compile(r"/(?!/)[!-\[\]-~]*")
"""A page of the backoffice: no other host, no control character, no backslash."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
)
"""By what browsers are known, those first that also name another."""

SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_of(agent: str) -> str:
    """Say in few words with what somebody comes.

    >>> browser_of("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0")
    'Firefox, Linux'
    >>> browser_of("")
    '?'
    """
    named = (
        next((name for mark, name in known if mark in agent), "")
        for known in (BROWSERS, SYSTEMS)
    )
    return ", ".join(filter(None, named)) or "?"


def visit() -> Visit:
    """Tell where this request comes from, and when."""
    return Visit(client_key(), browser_of(request.user_agent.string), now())


def this_site() -> Site:
    """Tell whose passkeys are taken: those of the address by which staff come."""
    settings = current().settings
    here = request.host_url.rstrip("/")
    origin = here if here in settings.origins else settings.base_url
    return Site(origin, settings.operator_name)


def page_after() -> str:
    """Tell which page of the backoffice somebody wanted; its first one otherwise."""
    wanted = request.values.get("next", "")
    return request.script_root + (wanted if PAGE.fullmatch(wanted) else "/")
