"""The group in a form or an address: counts by category, and what sort of group."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from groupz_platform.catalogue.groups import Group
from groupz_platform.catalogue.pricing import Party
from groupz_platform.catalogue.rules import GroupType, ParticipantCategory
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.names import GROUP_TYPES
from groupz_platform.web.forms import CountField, LocalForm
from groupz_platform.web.gettext import lazy_gettext as _l


class GroupForm(LocalForm):
    """How many of each category come, and what sort of group they are.

    Attributes:
        categories: The categories that are asked for, each a field by that name.
    """

    categories: tuple[ParticipantCategory, ...] = ()
    type = SelectField()

    @property
    def counts(self) -> dict[ParticipantCategory, CountField]:
        """The numbers, by category."""
        return {c: cast("CountField", self[c.value]) for c in self.categories}

    @property
    def group(self) -> Group:
        """Who comes, as far as it was filled in rightly."""
        party = Party({c: field.data or 0 for c, field in self.counts.items()})
        known = self.type.data in GROUP_TYPES and not self.type.errors
        return Group(party, GroupType(self.type.data) if known else None)

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, right or wrong, to be carried in an address."""
        fields = [*self.counts.values(), self.type]
        raw = {f.name: (f.raw_data or [""])[0] for f in fields}
        return {name: str(text) for name, text in raw.items() if text}


def group_form(
    values: Mapping[str, str] | None = None,
    *,
    categories: Sequence[ParticipantCategory] = tuple(ParticipantCategory),
    types: Sequence[GroupType] = tuple(GroupType),
    base: type[GroupForm] = GroupForm,
) -> Any:
    """Make the form of a group, with a number for each category that may come.

    Args:
        values: What was filled in.
        categories: Which categories may come.
        types: Which sorts of group may.
        base: The form that it is part of.
    """
    made = form_class(tuple(categories), base)
    form: Any = made(MultiDict(values) if values else None)
    names = [(t.value, _l(GROUP_TYPES[t])) for t in types]
    form.type.choices = [("", _l("Choose")), *names] if len(names) > 1 else names
    return form


@cache
def form_class(
    categories: tuple[ParticipantCategory, ...], base: type[GroupForm]
) -> type[GroupForm]:
    """Make the class of a form, once: there are few of them."""
    fields = {category.value: CountField() for category in categories}
    return type("OfferedGroupForm", (base,), {**fields, "categories": categories})


def activity_group_form(
    activity: ActivityView,
    values: Mapping[str, str] | None = None,
    *,
    base: type[GroupForm] = GroupForm,
) -> Any:
    """Make the form of a group for an activity: what it offers, and for whom."""
    return group_form(
        values,
        categories=activity.categories,
        types=activity.group_types or tuple(GroupType),
        base=base,
    )
