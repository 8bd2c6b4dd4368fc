"""What is written to staff about their account, as plain values."""

from groupz_platform.accounts.attempts import Visit
from groupz_platform.accounts.models import SignInAttempt, StaffAccount
from groupz_platform.mail.services import Letter


def new_place(account: StaffAccount, attempt: SignInAttempt) -> Letter:
    """Tell somebody that they signed in from where they never did before."""
    visit = Visit(attempt.network, attempt.browser, attempt.at)
    return _letter("staff_new_place", account, visit, about=str(attempt.id))


def wrong_codes(account: StaffAccount, attempt: SignInAttempt) -> Letter:
    """Tell somebody that their password was right, and the second factor was not."""
    visit = Visit(attempt.network, attempt.browser, attempt.at)
    return _letter("staff_wrong_codes", account, visit, about=str(attempt.id))


def wrong_passwords(account: StaffAccount, attempt: SignInAttempt) -> Letter:
    """Tell somebody that others try to sign in with their name."""
    visit = Visit(attempt.network, attempt.browser, attempt.at)
    return _letter("staff_wrong_passwords", account, visit, about=str(attempt.id))


def _letter(
    template: str, account: StaffAccount, visit: Visit, *, about: str
) -> Letter:
    return Letter(
        about=f"{template}:{about}",
        template=template,
        locale=account.locale,
        recipient=account.email,
        values={
            "name": account.name,
            "network": visit.network,
            "browser": visit.browser,
            "tried_at": visit.at.isoformat(),
        },
    )
