"""Template filters of pages and mails: how values are written in a language."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from groupz_platform import formats, names, row_names
from groupz_platform.texts import translations

Filter = Callable[..., str]


def filters_for(locale_of: Callable[[], str]) -> dict[str, Filter]:
    """Make the filters that write in the language which a function tells."""

    def localized(write: Callable[[Any, str], str]) -> Filter:
        return wraps(write)(lambda value: write(value, locale_of()))

    def named(name: Callable[..., str]) -> Filter:
        return wraps(name)(lambda *args: name(translations(locale_of()), *args))

    return {
        "money": localized(formats.money),
        "day": localized(formats.day),
        "short_day": localized(formats.short_day),
        "month": localized(formats.month),
        "month_in_short": localized(formats.month_in_short),
        "in_language": localized(formats.in_language),
        "weekday": localized(formats.weekday),
        "last_day": localized(formats.last_day),
        "percent": localized(formats.percent),
        "clock": formats.clock_time,
        "telephone": formats.telephone,
        "decision_name": named(names.decision_name),
        "scenario_name": named(names.scenario_name),
        "guard_name": named(names.guard_name),
        "span_name": named(names.span_name),
        "mail_state": named(names.mail_state),
        "mail_kind": named(names.mail_kind),
        "role_name": named(names.role_name),
        "sign_in_word": named(names.sign_in_word),
        "act_name": named(names.act_name),
        "table_name": named(row_names.table_name),
        "column_name": named(row_names.column_name),
        "duration": named(names.duration),
        "kind_name": named(names.kind_name),
        "group_type_name": named(names.group_type_name),
        "tax_code_name": named(names.tax_code_name),
        "category_name": named(names.category_name),
        "group_size": named(names.group_size),
        "room": named(names.room),
    }
