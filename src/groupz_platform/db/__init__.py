"""One database behind roles: tables, engines, transactions, migrations."""

from groupz_platform.db.base import Base, UtcDateTime
from groupz_platform.db.databases import Databases, role_urls

__all__ = ["Base", "Databases", "UtcDateTime", "role_urls"]
