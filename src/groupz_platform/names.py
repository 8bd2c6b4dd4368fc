"""Words of the domain as visitors read them, marked for translation.

Functions take the translations of a language, so that pages and mails share them.
"""

from collections.abc import Mapping

from babel.support import NullTranslations

from groupz_platform.texts import gettext_noop

KINDS: Mapping[str, str] = {
    "visit": gettext_noop("guided visit"),
    "activity": gettext_noop("activity"),
    "stay": gettext_noop("stay"),
}

GROUP_TYPES: Mapping[str, str] = {
    "school": gettext_noop("school"),
    "company": gettext_noop("company"),
    "family": gettext_noop("family or friends"),
    "association": gettext_noop("association"),
    "care": gettext_noop("care organisation"),
    "other": gettext_noop("other group"),
}


def kind_name(texts: NullTranslations, kind: str) -> str:
    """Name a kind of activity."""
    return texts.ugettext(KINDS[kind])


def group_type_name(texts: NullTranslations, group_type: str) -> str:
    """Name a type of group."""
    return texts.ugettext(GROUP_TYPES[group_type])


def category_name(texts: NullTranslations, category: str, count: int = 2) -> str:
    """Name a participant category, for one or for many."""
    ngettext = texts.ungettext
    match category:
        case "child":
            return ngettext("child", "children", count)
        case "adult":
            return ngettext("adult", "adults", count)
        case _:
            return ngettext("supervisor", "supervisors", count)


def duration(texts: NullTranslations, minutes: int) -> str:
    """Name a duration in hours and minutes."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(
            texts.ungettext("%(num)d hour", "%(num)d hours", hours) % {"num": hours}
        )
    if rest:
        parts.append(
            texts.ungettext("%(num)d minute", "%(num)d minutes", rest) % {"num": rest}
        )
    return " ".join(parts)
