"""The log of changes: who changed what, when, from what to what."""

from flask import Blueprint, render_template, request

from groupz_platform.audit.models import AuditEntry
from groupz_platform.audit.queries import Asked, entries, tables_in
from groupz_platform.desk.days import day_after, day_of
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs
from groupz_platform.web.listing import Listing
from groupz_platform.web.transactions import transaction

audit = Blueprint("audit", __name__, url_prefix="/audit")

SORTS = {"at": AuditEntry.id, "who": AuditEntry.actor, "what": AuditEntry.table}


@audit.get("/")
@needs(Permission.AUDIT_READ)
def log() -> str:
    """List the changes, the last one first."""
    listing = Listing.of(request.args, sorts=SORTS, default="-at")
    with transaction(Role.BACKOFFICE) as session:
        select = listing.apply(entries(asked()), last=AuditEntry.id)
        part = listing.part(session.scalars(select).all())
        tables = tables_in(session)
    return render_template("desk/audit.html", part=part, tables=tables, here="audit")


def asked() -> Asked:
    """Read off the address what somebody wants to see; what is odd is left out."""
    args = request.args
    return Asked(
        actor=args.get("who", "").strip(),
        table=args.get("what", ""),
        row_key=args.get("row", ""),
        begin=day_of(args.get("from", "")),
        end=day_after(args.get("until", "")),
    )
