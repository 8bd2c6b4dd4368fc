"""Templates are indented for their readers; pages are sent with little of it."""

import re

from jinja2.ext import Extension
from typing_extensions import override

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class CompactTemplates(Extension):
    """Takes the indentation off when a template is compiled, a quarter of a page.

    One space of it stays, as the one between two words may be all of it. Nothing in a
    page is shown as it is laid out: there is no `pre` and no `textarea`.
    """

    @override
    def preprocess(
        self, source: str, name: str | None, filename: str | None = None
    ) -> str:
        """Take it off; lines keep their numbers."""
        return INDENTATION.sub(" ", source)
