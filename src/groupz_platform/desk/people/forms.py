"""The forms of accounts."""

from wtforms import (  # type: ignore[attr-defined]  # - its types lack one name
    EmailField,
    IntegerField,
    PasswordField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, Email, Length, Regexp

from groupz_platform.accounts.people import Particulars
from groupz_platform.accounts.rules import LONGEST_NAME, tidy_name
from groupz_platform.permissions import StaffRole
from groupz_platform.web.forms import LocalForm, one_line
from groupz_platform.web.gettext import lazy_gettext as _l

LONGEST_EMAIL = 254  # RFC 5321 section 4.5.3.1.3, less the brackets
LANGUAGES = [SelectChoice("nl", "Nederlands"), SelectChoice("en", "English")]
ROLES = [SelectChoice(role.value, role.value) for role in StaffRole]


class OwnForm(LocalForm):
    """What people change of themselves."""

    name = StringField(
        filters=[one_line],
        validators=[
            DataRequired(_l("Fill in a name.")),
            Length(max=LONGEST_NAME, message=_l("This name is too long.")),
        ],
    )
    locale = SelectField(choices=LANGUAGES)


class PersonForm(OwnForm):
    """What administrators say of somebody."""

    sign_in_name = StringField(
        filters=[one_line],
        validators=[
            DataRequired(_l("Fill in a name to sign in with.")),
            Length(max=LONGEST_NAME, message=_l("This name is too long.")),
            Regexp(r"[^@\s]+\Z", message=_l("Take one word, without @.")),
        ],
    )
    email = EmailField(
        filters=[one_line],
        validators=[
            DataRequired(_l("Fill in an e-mail address.")),
            Length(max=LONGEST_EMAIL, message=_l("This e-mail address is too long.")),
            Email(_l("Fill in an e-mail address such as name@example.org.")),
        ],
    )
    role = SelectField(choices=ROLES)
    version = IntegerField()

    @property
    def particulars(self) -> Particulars:
        """What was filled in, once it is valid."""
        return Particulars(
            self.name.data or "",
            tidy_name(self.sign_in_name.data or ""),
            tidy_name(self.email.data or ""),
            StaffRole(self.role.data),
            self.locale.data,
        )


class PasswordForm(LocalForm):
    """A new password, with the one from before."""

    password = PasswordField(validators=[DataRequired(_l("Fill in your password."))])
    new_password = PasswordField(
        validators=[DataRequired(_l("Fill in a new password."))]
    )
