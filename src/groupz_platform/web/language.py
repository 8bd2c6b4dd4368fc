"""The visitor's language: the address decides, and a cookie remembers a choice for `/`.

A page has an address in each language, with words of that language in it. Nothing but
`/` reads the cookie, and nothing but choosing sets it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from babel.support import NullTranslations
from flask import Blueprint, Flask, Response, current_app, g, redirect, request, url_for
from flask_babel import Babel, Domain
from typing_extensions import override
from werkzeug.exceptions import BadRequest
from werkzeug.routing import Map

from groupz_platform.texts import LOCALES, translations
from groupz_platform.web.context import current

COOKIE = "language"
COOKIE_SECONDS = 365 * 24 * 3600
PAGE = re.compile(r"(?!.*//)/(?P<locale>nl|en)/[!-\[\]-~]*")
"""A page of this site: no other host, no control character, no backslash."""

NAMES = {"nl": "Nederlands", "en": "English"}
View = TypeVar("View", bound=Callable[..., Any])


class LocalizedBlueprint(Blueprint):
    """A blueprint whose pages have an address in each language."""

    def localized(
        self, *, methods: tuple[str, ...] = ("GET",), **paths: str
    ) -> Callable[[View], View]:
        """Serve a page under one path a language: `nl="/over"`, `en="/about"`.

        The language is taken off the address before the view is called.
        """

        def decorate(view: View) -> View:
            for locale, path in paths.items():
                self.add_url_rule(
                    f"/{locale}{path}",
                    view.__name__,
                    view,
                    methods=list(methods),
                    defaults={"locale": locale},
                )
            return view

        return decorate


@dataclass(frozen=True, slots=True)
class Alternate:
    """This page in another language.

    Attributes:
        path: With all that stands in the address, such as the group.
        plain: The page itself.
    """

    locale: str
    name: str
    path: str
    plain: str


class SourceDomain(Domain):  # type: ignore[misc]  # - flask-babel is untyped
    """Texts read from their sources, without compiled files."""

    @override
    def get_translations(self) -> NullTranslations:
        return translations(page_locale())


choice = Blueprint("language", __name__)


def init_app(app: Flask) -> None:
    """Let an application speak the language of the address."""
    babel = Babel(app, locale_selector=page_locale)
    babel.domain_instance = SourceDomain()
    app.url_value_preprocessor(take_locale)
    app.url_defaults(give_locale)
    app.context_processor(lambda: {"locale": page_locale(), "alternate": alternate()})
    app.jinja_env.globals["site_url"] = lambda: current().settings.base_url


def page_locale() -> str:
    """Tell the language of this answer: the address's, or else what is preferred."""
    try:
        return cast("str", g.locale)
    except AttributeError:
        first = request.path.split("/")[1]
        g.locale = first if first in LOCALES else preferred_locale()
        return cast("str", g.locale)


def preferred_locale() -> str:
    """Tell which language somebody wants who has not said so by an address."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LOCALES:
        return chosen
    return request.accept_languages.best_match(LOCALES) or LOCALES[0]


def take_locale(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the language off the address, before the view sees its values."""
    if values and "locale" in values:
        g.locale = values.pop("locale")


def give_locale(endpoint: str, values: dict[str, Any]) -> None:
    """Put the page's language into the addresses that it links to."""
    if is_localized(current_app.url_map, endpoint):
        values.setdefault("locale", page_locale())


def is_localized(pages: Map, endpoint: str) -> bool:
    """Tell whether a page of this application has an address in each language."""
    try:
        return pages.is_endpoint_expecting(endpoint, "locale")
    except KeyError:
        return False


def link_across(app: Flask, other: Flask) -> None:
    """Let an application's templates link to the pages of another one."""

    def build(error: Exception, endpoint: str, values: dict[str, Any]) -> str:
        if endpoint not in other.view_functions:
            raise error
        if is_localized(other.url_map, endpoint):
            values.setdefault("locale", page_locale())
        wanted = {name: v for name, v in values.items() if not name.startswith("_")}
        return other.url_map.bind("").build(endpoint, wanted)

    app.url_build_error_handlers.append(build)


def alternate() -> Alternate | None:
    """Find this page in the other language; error pages have none."""
    if request.endpoint is None or request.view_args is None:
        return None
    if not is_localized(current_app.url_map, request.endpoint):
        return None
    other = next(locale for locale in LOCALES if locale != page_locale())
    values = {**request.view_args, "locale": other}
    plain = url_for(request.endpoint, **values)
    query = urlencode(request.args.to_dict())
    path = f"{plain}?{query}" if query else plain
    return Alternate(other, NAMES[other], path, plain)


@choice.get("/")
def start() -> Response:
    """Go to the programme in the language that is preferred, and remember nothing."""
    response = redirect(f"/{preferred_locale()}/")
    response.headers["Cache-Control"] = "no-store"
    return cast("Response", response)


@choice.post("/language")
def choose() -> Response:
    """Go to a page in another language, and remember the choice for `/`."""
    path = request.form.get("next", "")
    page = PAGE.fullmatch(path)
    if page is None:
        raise BadRequest
    response = redirect(path, HTTPStatus.SEE_OTHER)
    response.set_cookie(
        COOKIE,
        page["locale"],
        max_age=COOKIE_SECONDS,
        secure=current().settings.is_https,
        httponly=True,
        samesite="Lax",
    )
    response.headers["Cache-Control"] = "no-store"
    return cast("Response", response)
