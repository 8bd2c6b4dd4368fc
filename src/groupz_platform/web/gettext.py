"""The one door to flask-babel's texts, typed."""

from typing import cast

import flask_babel


def gettext(text: str, **values: object) -> str:
    """Translate a text into the page's language."""
    return cast("str", flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """Translate a text that depends on a number, which it calls `%(num)s`."""
    return cast("str", flask_babel.ngettext(one, many, num, **values))


def lazy_gettext(text: str) -> str:
    """Mark a text that is translated whenever it is shown."""
    return cast("str", flask_babel.lazy_gettext(text))
