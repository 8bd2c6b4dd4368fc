"""What letters that staff cause to be sent are made with."""

from groupz_platform.bookings.values import Letterhead
from groupz_platform.web.context import current


def letterhead() -> Letterhead:
    """Tell what letters and links are made with."""
    return Letterhead(current().secret, current().mail_domain)
