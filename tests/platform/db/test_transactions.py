from sqlalchemy import select

from databases import TestingDatabase
from factories import make_venue
from groupz_platform.catalogue.models import Venue
from groupz_platform.roles import Role


def test_what_one_role_writes_another_reads(database: TestingDatabase) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        venue = make_venue(session, slug="museum")

    with database.databases.transaction(Role.VISITOR) as session:
        slugs = session.scalars(select(Venue.slug)).all()

    assert slugs == ["museum"]
    assert venue.id is not None
