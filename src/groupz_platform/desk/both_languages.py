"""Texts in both languages: fields side by side, and the rows behind them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from wtforms import Field, StringField, TextAreaField
from wtforms.validators import Length

from groupz_platform.texts import LOCALES
from groupz_platform.web.forms import LocalForm, one_line
from groupz_platform.web.gettext import lazy_gettext as _l

TOO_LONG = _l("This text is too long.")


def paragraphs(text: str | None) -> str:
    r"""Keep lines and what can be printed; other white space is folded.

    >>> paragraphs(" One\r\ntwo \x00\r\n\r\n\r\nthree ")
    'One\ntwo\n\nthree'
    """
    lines = (one_line(line) for line in (text or "").splitlines())
    parts = "\n".join(lines).split("\n\n")
    return "\n\n".join(part.strip("\n") for part in parts if part.strip("\n"))


def line(most: int) -> StringField:
    """Make a field of one line."""
    return StringField(
        filters=[one_line], validators=[Length(max=most, message=TOO_LONG)]
    )


def lead(most: int) -> TextAreaField:
    """Make a field of one line that is too long for one."""
    return TextAreaField(
        filters=[one_line], validators=[Length(max=most, message=TOO_LONG)]
    )


def prose(most: int) -> TextAreaField:
    """Make a field of paragraphs."""
    return TextAreaField(
        filters=[paragraphs], validators=[Length(max=most, message=TOO_LONG)]
    )


def typed_texts(form: LocalForm, names: Iterable[str], locale: str) -> dict[str, str]:
    """Take what was typed in one language."""
    return {name: form[f"{name}_{locale}"].data or "" for name in names}


def texts_of(rows: Sequence[Any], names: Iterable[str]) -> dict[str, str]:
    """Fill in what the texts are now."""
    known = {row.locale: row for row in rows}
    return {
        f"{name}_{locale}": getattr(known[locale], name) if locale in known else ""
        for name in names
        for locale in LOCALES
    }


def write_texts(
    rows: list[Any],
    form: LocalForm,
    names: Sequence[str],
    make: Callable[..., Any],
) -> None:
    """Write down what was typed; a language without a word has no row.

    Args:
        rows: The texts of a row of the catalogue.
        form: Has a field for each name and language.
        names: What the texts are.
        make: The class of their rows.
    """
    known = {row.locale: row for row in rows}
    for locale in LOCALES:
        typed = typed_texts(form, names, locale)
        if locale not in known and any(typed.values()):
            rows.append(make(locale=locale, **typed))
        elif locale in known and not any(typed.values()):
            rows.remove(known[locale])
        elif locale in known:
            for name, text in typed.items():
                setattr(known[locale], name, text)


def missing(form: LocalForm, names: Iterable[str]) -> Iterator[Field]:
    """List the fields that have to be filled in, and are not."""
    for name in names:
        for locale in LOCALES:
            field = form[f"{name}_{locale}"]
            if not field.data:
                yield field
