"""The form of the words of a mail, in both languages."""

from collections.abc import Mapping
from typing import Any

from groupz_platform.desk.both_languages import line, prose
from groupz_platform.mail.own_words import EDITABLE, OwnWords
from groupz_platform.mail.placeholders import unknown_placeholders
from groupz_platform.texts import LOCALES
from groupz_platform.web.forms import LocalForm
from groupz_platform.web.gettext import gettext as _

LONGEST_SUBJECT = 120
LONGEST_TEXT = 2000


class WordsForm(LocalForm):
    """Subject, opening and closing of a mail; what is left empty is as built in."""

    subject_nl = line(LONGEST_SUBJECT)
    subject_en = line(LONGEST_SUBJECT)
    opening_nl = prose(LONGEST_TEXT)
    opening_en = prose(LONGEST_TEXT)
    closing_nl = prose(LONGEST_TEXT)
    closing_en = prose(LONGEST_TEXT)

    def validate_for(self, template: str) -> bool:
        """Validate, and refuse placeholders that mean nothing in a mail."""
        is_right = bool(self.validate())
        for field in self:
            if unknown := unknown_placeholders(field.data or "", EDITABLE[template]):
                text = _("This stands for nothing: %(words)s", words=", ".join(unknown))
                field.errors = [*field.errors, text]
                is_right = False
        return is_right

    def words(self, locale: str) -> OwnWords:
        """The words in a language, once they are right."""
        texts = (self[f"{name}_{locale}"].data or "" for name in OwnWords._fields)
        return OwnWords(*texts)


def present(words: Mapping[str, OwnWords]) -> dict[str, Any]:
    """Fill in what the words are now."""
    return {
        f"{name}_{locale}": text
        for locale in LOCALES
        for name, text in words[locale]._asdict().items()
    }
