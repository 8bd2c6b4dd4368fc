"""Pictures that staff have uploaded, kept by browsers for a year."""

from flask import Blueprint, Response

from groupz_platform.catalogue.pictures import picture_content
from groupz_platform.roles import Role
from groupz_platform.web.transactions import transaction

pictures = Blueprint("pictures", __name__)
SHA256 = "string(length=64)"
SIZE = "any(small, large)"
YEAR_SECONDS = 365 * 24 * 3600


@pictures.get(f"/pictures/<{SHA256}:sha256>-<{SIZE}:size>.webp")
def picture(sha256: str, size: str) -> Response:
    """Show a picture; its address changes with its content."""
    with transaction(Role.VISITOR) as session:
        content = picture_content(session, sha256, size)
    response = Response(content, mimetype="image/webp")
    response.headers["Cache-Control"] = f"max-age={YEAR_SECONDS}, public, immutable"
    return response
