"""What forms share: texts in the page's language, typed names, whole numbers."""

import re
from typing import Any

from typing_extensions import override
from wtforms import Form, IntegerField
from wtforms.i18n import get_translations

from groupz_platform.web.gettext import gettext
from groupz_platform.web.language import page_locale

COUNT = re.compile(r"[0-9]{1,4}")


def one_line(text: str | None) -> str:
    r"""Fold white space, and drop what cannot be printed.

    >>> one_line("  De\tRegenboog \x00")
    'De Regenboog'
    """
    printable = "".join(c if c.isprintable() else " " for c in text or "")
    return " ".join(printable.split())


class LocalForm(Form):
    """A form that speaks the page's language."""

    class Meta:
        """What WTForms itself says, it says in that language."""

        def get_translations(self, _form: Form) -> Any:
            """Find the texts of WTForms in that language."""
            return get_translations([page_locale()])


class CountField(IntegerField):
    """A whole number from 0 to 9999; nothing typed means none."""

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take a whole number."""
        text = one_line(valuelist[0]) if valuelist else ""
        self.data = int(text) if COUNT.fullmatch(text) else None
        if text and self.data is None:
            raise ValueError(gettext("Fill in a whole number, 0 or more."))
