"""What these pages say of activities."""

from collections.abc import Mapping

from groupz_platform.catalogue.publishing import Gap
from groupz_platform.catalogue.rules import ActivityStatus, CapacityMode, PictureFault
from groupz_platform.texts import gettext_noop as noop
from groupz_platform.web.gettext import gettext as _

STATES: Mapping[ActivityStatus, tuple[str, str]] = {
    ActivityStatus.PUBLISHED: (noop("published"), "good"),
    ActivityStatus.DRAFT: (noop("draft"), "wait"),
    ActivityStatus.ARCHIVED: (noop("put away"), "quiet"),
}
"""What a state is called, and how its dot looks."""

DONE: Mapping[ActivityStatus, str] = {
    ActivityStatus.PUBLISHED: noop("It is published: visitors see it now."),
    ActivityStatus.DRAFT: noop("It is a draft: visitors no longer see it."),
    ActivityStatus.ARCHIVED: noop("It is put away: visitors no longer see it."),
}

MODES: Mapping[CapacityMode, str] = {
    CapacityMode.SHARED: noop("several groups share a time"),
    CapacityMode.EXCLUSIVE: noop("one group has a time for itself"),
}

FAULTS: Mapping[PictureFault, str] = {
    PictureFault.NO_FILE: noop("Choose a file."),
    PictureFault.TOO_HEAVY: noop("This file is larger than 8 MB."),
    PictureFault.NO_PICTURE: noop(
        "This file cannot be read as a picture. Take a JPEG, PNG or WebP file."
    ),
    PictureFault.TOO_MANY_PIXELS: noop(
        "This picture has more than 40 million pixels. Make it smaller first."
    ),
    PictureFault.TOO_SMALL: noop(
        "This picture is too small: it would be blurred. Take one of 400 by 300 pixels"
        " or more, better of 1600 by 1200."
    ),
}

TEXT_NAMES: Mapping[str, str] = {
    "title": noop("title"),
    "summary": noop("summary"),
    "description": noop("description"),
}

LANGUAGE_NAMES: Mapping[str, str] = {"nl": noop("Dutch"), "en": noop("English")}


def gap_words(gap: Gap) -> str:
    """Name a text that is missing."""
    return _(
        "%(name)s in %(language)s",
        name=_(TEXT_NAMES[gap.text]),
        language=_(LANGUAGE_NAMES[gap.locale]),
    )


def missing_words(gaps: list[Gap]) -> str:
    """Say why an activity cannot be published."""
    return _(
        "Visitors read it in two languages. Still missing: %(texts)s.",
        texts=", ".join(map(gap_words, gaps)),
    )
