"""Changing the words of a mail, looking at it, and sending it to oneself."""

from collections.abc import Mapping
from hashlib import sha256
from secrets import token_hex
from typing import NamedTuple

from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug import Response as BaseResponse

from groupz_platform.accounts.models import StaffAccount
from groupz_platform.desk.edited import page, see
from groupz_platform.desk.mail_templates.examples import example, example_mail
from groupz_platform.desk.mail_templates.forms import WordsForm, present
from groupz_platform.desk.mail_templates.listing import mail_templates
from groupz_platform.desk.outbox import masked_writer
from groupz_platform.errors import NotFoundError
from groupz_platform.mail.models import MailText
from groupz_platform.mail.own_words import EDITABLE, OWN_WORDS, OwnWords, own_words
from groupz_platform.mail.services import Letter, post
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.texts import LOCALES
from groupz_platform.web.access import needs, say, staff
from groupz_platform.web.context import current, now
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.transactions import transaction


class Sample(NamedTuple):
    """A mail as a group would read it."""

    locale: str
    subject: str
    text: str


@mail_templates.get("/<template>/")
@needs(Permission.TEMPLATES_READ)
def shown(template: str) -> Response:
    """Show a mail in both languages, with the form to change its words."""
    with transaction(Role.BACKOFFICE) as session:
        known = known_words(session, template)
        form = WordsForm(data=present(known))
        return asked(session, template, form, known)


@mail_templates.post("/<template>/")
@needs(Permission.TEMPLATES_CHANGE)
def change(template: str) -> BaseResponse:
    """Save the words, show what they look like, or send them to who asks."""
    form = WordsForm(request.form)
    with transaction(Role.BACKOFFICE) as session:
        known = known_words(session, template, lock=True)
        is_late = request.form.get("before", "") != digest(known)
        typed = {locale: form.words(locale) for locale in LOCALES}
        if not form.validate_for(template):
            return asked(session, template, form, known)
        if "try" in request.form:
            return asked(session, template, form, typed)
        if "send" in request.form:
            send_to_oneself(session, template, typed)
            return asked(session, template, form, typed)
        if is_late:
            return asked(session, template, form, typed, is_late=True)
        for locale in LOCALES:
            keep(session, template, locale, typed[locale])
    say(_("Mails that are sent from now on say it so."))
    return see("mail_templates.listed")


def known_words(
    session: Session, template: str, *, lock: bool = False
) -> dict[str, OwnWords]:
    """Find the words of the house for a mail, by language.

    Raises:
        NotFoundError: There is no such mail, or its words cannot be changed.
    """
    if template not in EDITABLE:
        raise NotFoundError
    if lock:
        for locale in LOCALES:
            session.get(MailText, (template, locale), with_for_update=True)
    return {locale: own_words(session, template, locale) for locale in LOCALES}


def keep(session: Session, template: str, locale: str, words: OwnWords) -> None:
    """Write words down; where nothing is left of them, the mail is as built in."""
    text = session.get(MailText, (template, locale))
    if not any(words):
        if text is not None:
            session.delete(text)
        return
    if text is None:
        text = MailText(template=template, locale=locale)
        session.add(text)
    if OwnWords(text.subject, text.opening, text.closing) != words:
        text.subject, text.opening, text.closing = words
        text.changed_at, text.changed_by = now(), staff().name


def send_to_oneself(
    session: Session, template: str, typed: Mapping[str, OwnWords]
) -> None:
    """Put the mail into the outbox, in both languages, for who asks; nobody else."""
    recipient = session.get_one(StaffAccount, staff().id).email
    for locale in LOCALES:
        letter = Letter(
            about=f"trial:{token_hex(16)}",
            template=template,
            locale=locale,
            recipient=recipient,
            values=example(locale) | {OWN_WORDS: typed[locale]._asdict()},
            link_seed=None if template == "address_changed" else token_hex(16),
        )
        post(session, letter, domain=current().mail_domain, now=now())
    say(_("On its way to %(address)s, in both languages.", address=recipient))


def samples(template: str, words: Mapping[str, OwnWords]) -> list[Sample]:
    """Write the mail about a booking that nobody made, in both languages."""
    writer = masked_writer()
    found = []
    for locale in LOCALES:
        message = writer.message(example_mail(template, locale, words[locale]))
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        found.append(Sample(locale, str(message["Subject"]), text))
    return found


def digest(words: Mapping[str, OwnWords]) -> str:
    """Name the words by which a form knows what it was made from."""
    return sha256(repr(sorted(words.items())).encode()).hexdigest()


def asked(
    session: Session,
    template: str,
    form: WordsForm,
    words: Mapping[str, OwnWords],
    *,
    is_late: bool = False,
) -> Response:
    """Render the words of a mail, and what they look like."""
    known = known_words(session, template)
    others = {
        row.changed_by
        for locale in LOCALES
        if (row := session.get(MailText, (template, locale)))
    }
    return page(
        "desk/mail_templates/one.html",
        form,
        is_late=is_late,
        mail=template,
        placeholders=[f"{{{word}}}" for word in EDITABLE[template]],
        samples=samples(template, words),
        before=digest(known),
        known=present(known),
        others=sorted(others),
        here="templates",
    )
