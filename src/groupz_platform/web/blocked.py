"""The page of whoever is blocked: in both languages at once, and the same for all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Flask
from markupsafe import Markup

from groupz_platform.config import Settings
from groupz_platform.texts import LOCALES
from groupz_platform.web.context import operator
from groupz_platform.web.template_texts import translated


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the page speaks."""

    locale: str
    say: Callable[[str], Markup]


def blocked_page(app: Flask, settings: Settings) -> str:
    """Render the page, once; `{reference}` stands where the reference belongs."""
    languages = [Language(loc, partial(translated, locale=loc)) for loc in LOCALES]
    template = app.jinja_env.get_template("web/blocked.html")
    return template.render(languages=languages, operator=operator(settings))
