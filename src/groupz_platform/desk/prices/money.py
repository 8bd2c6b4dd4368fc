"""The field of an amount of money."""

import re
from typing import Any

from typing_extensions import override
from wtforms import Field
from wtforms.widgets import TextInput

from groupz_platform.web.forms import one_line
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.language import page_locale

AMOUNT = re.compile(r"(?:€ ?)?([0-9]{1,5})(?:[.,]([0-9]{1,2}|-))?")
MARKS = {"nl": ",", "en": "."}
CENTS = 100


def cents_in(text: str) -> int | None:
    """Read an amount with a comma or a point; nothing where it is none.

    >>> [cents_in(text) for text in ("12,50", "€ 12.5", "12,-", "0", "1.250", "x")]
    [1250, 1250, 1200, 0, None, None]
    """
    found = AMOUNT.fullmatch(text)
    if found is None:
        return None
    euros, cents = found.groups()
    return int(euros) * CENTS + int((cents or "0").replace("-", "0").ljust(2, "0"))


class MoneyField(Field):
    """An amount of euros in whole cents, from 0 to 99,999.99; nothing typed is none."""

    widget = TextInput()

    def _value(self) -> str:
        """Write what was typed, or the amount as the page's language does."""
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        euros, cents = divmod(self.data, CENTS)
        return f"{euros}{MARKS[page_locale()]}{cents:02}"

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take an amount."""
        text = one_line(valuelist[0]) if valuelist else ""
        self.data = cents_in(text)
        if text and self.data is None:
            raise ValueError(_("Write an amount such as 12.50."))
