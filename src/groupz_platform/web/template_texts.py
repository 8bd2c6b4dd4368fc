"""Texts in templates: what flask-babel and Jinja do in five steps, done in one.

A page says some fifty texts, and each took them as long as eight lines of a template.
"""

from functools import lru_cache
from typing import Any

from flask import Flask
from markupsafe import Markup

from groupz_platform.texts import translations
from groupz_platform.web.language import page_locale


def init_app(app: Flask) -> None:
    """Let the templates of an application say their texts."""
    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)


def gettext(text: str, /, **values: Any) -> Markup:
    """Say a text in the page's language, values escaped."""
    found = translated(text, page_locale())
    return found % values if values or "%" in found else found


def ngettext(one: str, many: str, num: int, /, **values: Any) -> Markup:
    """Say a text that depends on a number, which it calls `%(num)s`."""
    found = Markup(translations(page_locale()).ungettext(one, many, num))  # noqa: S704 - a text of ours
    return found % {"num": num, **values}


@lru_cache(maxsize=4096)
def translated(text: str, locale: str) -> Markup:
    """Find a text in a language."""
    return Markup(translations(locale).ugettext(text))  # noqa: S704 - a text of ours
