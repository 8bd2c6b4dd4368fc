"""What the pages of signing in say."""

from typing import Any

from flask import Flask, request, url_for

from groupz_platform.accounts.errors import (
    CodesNotRecognisedError,
    FactorRefusedError,
    PasskeyNotTakenError,
    PasswordRefusedError,
    SignInRefusedError,
    TicketGoneError,
)
from groupz_platform.accounts.passwords import Flaw
from groupz_platform.accounts.rules import Reason
from groupz_platform.errors import RefusalError
from groupz_platform.texts import gettext_noop as noop
from groupz_platform.web.gettext import gettext as _

WORDS = {
    Reason.WRONG_CODE: noop("This code is not right."),
    Reason.USED_CODE: noop("This code was used already: wait for the next one."),
    Reason.WRONG_PASSKEY: noop("This passkey is not one of yours."),
    Reason.TOO_OFTEN: noop("There were too many wrong codes."),
}
TOO_OFTEN = noop("There were too many attempts.")
WRONG = noop("Name and password do not go together.")
FLAWS = {
    Flaw.SHORT: noop(
        "Take at least 12 characters: a few words that do not belong together are easy"
        " to remember."
    ),
    Flaw.LONG: noop("Take at most 128 characters."),
    Flaw.COMMON: noop(
        "This is one of the first that somebody would try. Take a few words that do not"
        " belong together."
    ),
    Flaw.OWN: noop(
        "Others can guess this from your name or address. Take something that has"
        " nothing to do with you."
    ),
}
OTHERS: dict[type[RefusalError], str] = {
    CodesNotRecognisedError: noop(
        "These are not two codes of this app, one right after the other."
    ),
    PasskeyNotTakenError: noop("The passkey was not taken. Try again, or use an app."),
    TicketGoneError: noop("The time for the second step is over. Begin anew."),
}


def init_app(app: Flask) -> None:
    """Let templates say what is wrong."""
    app.context_processor(
        lambda: {"problem_of": problem_of, "in_language": in_language}
    )


def problem_of(error: RefusalError) -> str:
    """Say what is wrong; of a password nobody is told more than that."""
    match error:
        case FactorRefusedError():
            text = WORDS[error.reason]
        case SignInRefusedError():
            text = TOO_OFTEN if error.until else WRONG
        case PasswordRefusedError():
            text = FLAWS[Flaw(error.flaw)]
        case _:
            text = OTHERS[type(error)]
    return _(text)


def in_language(locale: str) -> str:
    """Find this page in a language."""
    values: dict[str, Any] = {
        **(request.view_args or {}),
        **request.args.to_dict(),
        "lang": locale,
    }
    return url_for(request.endpoint or "", **values)
