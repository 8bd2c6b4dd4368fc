"""What the pages of signing in say."""

from typing import Any

from flask import Flask, request, url_for

from groupz_platform.accounts.errors import FactorRefusedError, SignInRefusedError
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


def init_app(app: Flask) -> None:
    """Let templates say what is wrong."""
    app.context_processor(
        lambda: {"problem_of": problem_of, "in_language": in_language}
    )


def problem_of(error: RefusalError) -> str:
    """Say what is wrong; of a password nobody is told more than that."""
    if isinstance(error, FactorRefusedError):
        return _(WORDS[error.reason])
    if isinstance(error, SignInRefusedError):
        if error.until:
            return _("There were too many attempts.")
        return _("Name and password do not go together.")
    return _("The time for the second step is over. Begin anew.")


def in_language(locale: str) -> str:
    """Find this page in a language."""
    values: dict[str, Any] = {
        **(request.view_args or {}),
        **request.args.to_dict(),
        "lang": locale,
    }
    return url_for(request.endpoint or "", **values)
