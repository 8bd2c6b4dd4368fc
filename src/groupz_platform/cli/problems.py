"""What went wrong, in one line that an operator can act on."""

from sqlalchemy.exc import DBAPIError

from groupz_platform.accounts.errors import FactorKeyError
from groupz_platform.db.errors import DatabaseSetupError
from groupz_platform.errors import RefusalError
from groupz_platform.secret_files import UnsafeSecretError
from groupz_platform.setting_errors import SettingsError

KNOWN = (
    SettingsError,
    UnsafeSecretError,
    DatabaseSetupError,
    FactorKeyError,
    RefusalError,
    DBAPIError,
    OSError,
)
"""Errors that the operator can mend; any other one is a mistake of ours."""


def problem(error: BaseException) -> str:
    """Say what is wrong; a refusal because of the database says what that one said."""
    if isinstance(error, RefusalError) and error.__cause__ is not None:
        return problem(error.__cause__)
    if isinstance(error, DBAPIError):
        return f"The database cannot do this now: {first_line(error.orig or error)}"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def first_line(error: BaseException) -> str:
    """Take the first line of what an error says."""
    return next(iter(str(error).splitlines()), type(error).__name__)
