"""Mail that the server has sent: files in its outbox."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from icalendar import Calendar

from pages.groups import Group
from site_server import Site

LINK = re.compile(r"http://\S+/b/[\w-]+")


def letter_about(site: Site, group: Group, sequence: int) -> EmailMessage:
    """Wait for the mail about a booking that was changed so many times."""

    def look() -> EmailMessage | None:
        told = (letter for letter in letters_to(site, group))
        return next((one for one in told if sequence_of(one) == sequence), None)

    return site.wait_for(look)


def sequence_of(letter: EmailMessage) -> int | None:
    """Read how often the visit had changed, from the calendar file of a mail."""
    for part in letter.walk():
        if part.get_content_type() == "text/calendar":
            file = part.get_payload(decode=True)
            [event] = Calendar.from_ical(bytes(file)).walk("VEVENT")
            return int(str(event["SEQUENCE"]))
    return None


def letter_to(site: Site, group: Group) -> EmailMessage:
    """Wait for the mail to a group."""
    return site.wait_for(lambda: next(iter(letters_to(site, group)), None))


def letters_to(site: Site, group: Group) -> list[EmailMessage]:
    letters = [
        message_from_bytes(file.read_bytes(), policy=policy.SMTP)
        for file in (site.instance / "outbox").glob("[!.]*.eml")
    ]
    return [letter for letter in letters if letter["To"] == group.email]


def text_of(letter: EmailMessage, subtype: str) -> str:
    """Read the letter as plain text or as HTML, on one line."""
    part = letter.get_body((subtype,))
    assert part is not None
    return one_line(str(part.get_content()))


def one_line(text: str) -> str:
    """Fold white space, the kind that does not break lines too."""
    return " ".join(text.split())
