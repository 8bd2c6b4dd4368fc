"""Pictures of activities: added, described, put in order, taken away, put back."""

from collections.abc import Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from groupz_platform.audit.models import AuditEntry
from groupz_platform.audit.rules import Act
from groupz_platform.catalogue.errors import (
    PictureNotFoundError,
    TooManyPicturesError,
)
from groupz_platform.catalogue.models import Activity, ActivityImage, PictureFile
from groupz_platform.catalogue.picture_files import Upload
from groupz_platform.catalogue.rules import PictureSize

MOST_PICTURES = 12
ASIDE = -1
"""Where a picture waits whose place another one takes."""


def path_of(sha256: str, size: PictureSize = PictureSize.SMALL) -> str:
    """Name an uploaded picture, as an activity's image and addresses do.

    >>> path_of("ab12")
    'pictures/ab12-small.webp'
    """
    return f"pictures/{sha256}-{size}.webp"


def picture_content(session: Session, name: str) -> bytes:
    """Read an uploaded picture.

    Args:
        session: An open session of a role that reads pictures.
        name: Its hash and its size, with a dash between them.

    Raises:
        PictureNotFoundError: There is none by that name.
    """
    sha256, _dash, size = name.partition("-")
    if size not in list(PictureSize):
        raise PictureNotFoundError
    content = session.scalar(
        select(PictureFile.content).where(
            PictureFile.sha256 == sha256, PictureFile.size == size
        )
    )
    if content is None:
        raise PictureNotFoundError
    return content


def add_picture(
    session: Session, activity: Activity, upload: Upload, alt: Mapping[str, str]
) -> ActivityImage:
    """Give an activity one more picture, behind the others.

    Args:
        session: An open session of the role ``backoffice``.
        activity: Which one; nobody else may be changing it.
        upload: The picture in each size.
        alt: What it shows, in each language.

    Raises:
        TooManyPicturesError: It has as many as it can.
    """
    if len(activity.images) >= MOST_PICTURES:
        raise TooManyPicturesError
    keep(session, upload)
    image = ActivityImage(
        position=next_position(activity), path=path_of(upload.sha256), alt=dict(alt)
    )
    activity.images.append(image)
    session.flush()
    return image


def keep(session: Session, upload: Upload) -> None:
    """Keep a picture in each size, unless it is there already."""
    for size, each in upload.sizes.items():
        if session.get(PictureFile, (upload.sha256, size)) is None:
            session.add(
                PictureFile(
                    sha256=upload.sha256,
                    size=size,
                    width=each.width,
                    height=each.height,
                    content=each.content,
                )
            )


def next_position(activity: Activity) -> int:
    """Tell where a picture stands behind all others."""
    return max((image.position for image in activity.images), default=-1) + 1


def image_of(activity: Activity, image_id: int) -> ActivityImage:
    """Find a picture of an activity.

    Raises:
        PictureNotFoundError: It has none by that number.
    """
    for image in activity.images:
        if image.id == image_id:
            return image
    raise PictureNotFoundError


def move_picture(session: Session, activity: Activity, image_id: int, by: int) -> None:
    """Put a picture before or behind its neighbour; at an end it stays.

    Args:
        session: An open session of the role ``backoffice``.
        activity: Whose picture it is; nobody else may be changing it.
        image_id: Which one.
        by: -1 towards the first, 1 towards the last.
    """
    image = image_of(activity, image_id)
    place = activity.images.index(image) + by
    if not 0 <= place < len(activity.images):
        return
    other = activity.images[place]
    here, there = image.position, other.position
    for row, position in ((image, ASIDE), (other, here), (image, there)):
        row.position = position
        session.flush()


def remove_picture(session: Session, activity: Activity, image_id: int) -> int:
    """Take a picture away from an activity; its file is kept.

    Returns:
        The number of the entry in the audit log by which it can be put back.
    """
    session.delete(image_of(activity, image_id))
    session.flush()
    entry = session.scalars(removals(str(image_id))).first()
    return entry.id if entry else 0


def restore_picture(session: Session, activity: Activity, entry_id: int) -> None:
    """Put a picture back that was taken away, in its place if that is free.

    Where it is back already, nothing happens.

    Raises:
        PictureNotFoundError: The audit log tells of no such picture of the activity.
        TooManyPicturesError: The activity has as many as it can.
    """
    entry = session.scalar(removals().where(AuditEntry.id == entry_id))
    if entry is None or entry.before["activity_id"] != activity.id:
        raise PictureNotFoundError
    was = entry.before
    if any(image.path == was["path"] for image in activity.images):
        return
    if len(activity.images) >= MOST_PICTURES:
        raise TooManyPicturesError
    taken = {image.position for image in activity.images}
    place = next_position(activity) if was["position"] in taken else was["position"]
    activity.images.append(
        ActivityImage(position=place, path=was["path"], alt=was["alt"])
    )
    session.flush()


def removals(row_key: str = "") -> Select[AuditEntry]:
    """Select the entries of the audit log about pictures that were taken away."""
    found = select(AuditEntry).where(
        AuditEntry.table == ActivityImage.__tablename__, AuditEntry.act == Act.REMOVED
    )
    if row_key:
        found = found.where(AuditEntry.row_key == row_key)
    return found.order_by(AuditEntry.id.desc())
