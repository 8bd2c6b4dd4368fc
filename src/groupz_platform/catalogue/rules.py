"""Words of the catalogue."""

from enum import StrEnum


class ActivityKind(StrEnum):
    """What sort of thing is booked."""

    VISIT = "visit"
    ACTIVITY = "activity"
    STAY = "stay"


class ActivityStatus(StrEnum):
    """Only published activities are shown to visitors."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class CapacityMode(StrEnum):
    """Whether several groups share a slot, or one has it for itself."""

    SHARED = "shared"
    EXCLUSIVE = "exclusive"


class GroupType(StrEnum):
    """Who comes."""

    SCHOOL = "school"
    COMPANY = "company"
    FAMILY = "family"
    ASSOCIATION = "association"
    CARE = "care"
    OTHER = "other"


class ParticipantCategory(StrEnum):
    """As what a person in the group is counted and priced."""

    CHILD = "child"
    ADULT = "adult"
    SUPERVISOR = "supervisor"


class PriceBasis(StrEnum):
    """What one amount pays for."""

    PERSON = "person"
    GROUP = "group"


class TaxCode(StrEnum):
    """Which rate of VAT counts; the rate itself depends on the service date."""

    LOW = "low"
    STANDARD = "standard"
    EXEMPT = "exempt"


class LineKind(StrEnum):
    """What one line of a price pays for."""

    PERSON = "person"
    GROUP = "group"
    EXTRA_PERSON = "extra_person"
    CANCELLATION = "cancellation"


class PictureSize(StrEnum):
    """How wide an uploaded picture is kept."""

    SMALL = "small"
    LARGE = "large"


class PictureFault(StrEnum):
    """Why a file is not taken as a picture."""

    NO_FILE = "no_file"
    TOO_HEAVY = "too_heavy"
    NO_PICTURE = "no_picture"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
