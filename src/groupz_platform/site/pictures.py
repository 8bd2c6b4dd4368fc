"""Pictures that staff have uploaded, kept by browsers for a year."""

from flask import Blueprint, Response

from groupz_platform.catalogue.pictures import picture_content
from groupz_platform.roles import Role
from groupz_platform.web.transactions import transaction

pictures = Blueprint("pictures", __name__)
YEAR_SECONDS = 365 * 24 * 3600


@pictures.get("/pictures/<name>.webp")
def picture(name: str) -> Response:
    """Show a picture; its address changes with its content."""
    with transaction(Role.VISITOR) as session:
        content = picture_content(session, name)
    response = Response(content, mimetype="image/webp")
    response.headers["Cache-Control"] = f"max-age={YEAR_SECONDS}, public, immutable"
    return response
