"""The house's own words in mails: read, changed, looked at, tried."""

from groupz_platform.desk.mail_templates import changing
from groupz_platform.desk.mail_templates.listing import mail_templates

__all__ = ["changing", "mail_templates"]
