"""The list of mails that can have words of the house."""

from flask import Blueprint, render_template

from groupz_platform.mail.own_words import EDITABLE, all_own_words
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.texts import LOCALES
from groupz_platform.web.access import needs
from groupz_platform.web.transactions import transaction

mail_templates = Blueprint("mail_templates", __name__, url_prefix="/mail-texts")


@mail_templates.get("/")
@needs(Permission.TEMPLATES_READ)
def listed() -> str:
    """List the mails, and which of them have words of the house."""
    with transaction(Role.BACKOFFICE) as session:
        known = all_own_words(session)
    return render_template(
        "desk/mail_templates/listed.html",
        mails=list(EDITABLE),
        locales=LOCALES,
        known=known,
        here="templates",
    )
