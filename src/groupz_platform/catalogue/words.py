"""Why an activity is none for a group, in the language of the page."""

from groupz_platform.catalogue.fitting import Misfit, strangers, types_of
from groupz_platform.catalogue.groups import Group
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.names import category_name, group_type_name
from groupz_platform.texts import translations
from groupz_platform.web.gettext import gettext as _, ngettext
from groupz_platform.web.language import page_locale


def misfit_words(reason: Misfit, activity: ActivityView, group: Group) -> str:
    """Say why an activity does not take a group."""
    texts = translations(page_locale())
    match reason:
        case Misfit.GROUP_TYPE:
            names = [group_type_name(texts, each) for each in types_of(activity)]
            return _("Only for: %(types)s.", types=", ".join(names))
        case Misfit.CATEGORY:
            people = category_name(texts, strangers(activity, group)[0])
            return _("Not for groups with %(people)s.", people=people)
        case Misfit.TOO_SMALL:
            return ngettext(
                "Takes groups of %(num)s person or more.",
                "Takes groups of %(num)s people or more.",
                activity.min_group,
            )
        case Misfit.TOO_LARGE:
            return ngettext(
                "Takes at most %(num)s person.",
                "Takes at most %(num)s people.",
                activity.max_group,
            )
