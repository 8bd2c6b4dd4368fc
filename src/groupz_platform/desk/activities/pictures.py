"""The pictures of an activity."""

from flask import Response, current_app, request, url_for
from werkzeug import Response as BaseResponse
from wtforms import Field

from groupz_platform.catalogue.errors import (
    PictureError,
    PictureNotFoundError,
    TooManyPicturesError,
)
from groupz_platform.catalogue.models import Activity, ActivityImage
from groupz_platform.catalogue.picture_files import MOST_BYTES, Upload, read_upload
from groupz_platform.catalogue.pictures import (
    MOST_PICTURES,
    add_picture,
    image_of,
    move_picture,
    picture_content,
    remove_picture,
    restore_picture,
)
from groupz_platform.desk.activities.blueprint import activities, found, title_of
from groupz_platform.desk.activities.words import FAULTS
from groupz_platform.desk.both_languages import line, missing, typed_texts
from groupz_platform.desk.edited import ROW, page, see
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.texts import LOCALES
from groupz_platform.web.access import needs, say
from groupz_platform.web.forms import LocalForm
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.static_files import UPLOADED
from groupz_platform.web.transactions import transaction

PICTURES = f"/<{ROW}:activity_id>/pictures"
PICTURE = f"{PICTURES}/<{ROW}:image_id>"
STEPS = {"up": -1, "down": 1}


class AltForm(LocalForm):
    """What a picture shows, in both languages."""

    alt_nl = line(300)
    alt_en = line(300)
    file = Field()

    def validate_in_both(self) -> bool:
        """Validate, and ask for both languages."""
        is_valid = bool(self.validate())
        for field in missing(self, ["alt"]):
            field.errors = [_("Say what it shows, for those who do not see it.")]
            is_valid = False
        return is_valid

    @property
    def alt(self) -> dict[str, str]:
        """What was typed."""
        return {each: typed_texts(self, ["alt"], each)["alt"] for each in LOCALES}


@activities.get(f"{PICTURES}/")
@needs(Permission.CATALOGUE_READ)
def pictures(activity_id: int) -> Response:
    """Show the pictures of an activity, and the form for another one."""
    with transaction(Role.BACKOFFICE) as session:
        return of_pictures(found(session, activity_id), AltForm())


@activities.post(f"{PICTURES}/")
@needs(Permission.CATALOGUE_CHANGE)
def upload(activity_id: int) -> BaseResponse:
    """Add a picture, as long as the file is one."""
    form = AltForm(request.form)
    form.validate_in_both()
    sent = uploaded(form)
    with transaction(Role.BACKOFFICE) as session:
        activity = found(session, activity_id, lock=True)
        if sent is None or form.errors:
            return of_pictures(activity, form)
        try:
            add_picture(session, activity, sent, form.alt)
        except TooManyPicturesError:
            form.file.errors = [too_many()]
            return of_pictures(activity, form)
    say(_("The picture is added."))
    return see("activities.pictures", activity_id=activity_id)


def uploaded(form: AltForm) -> Upload | None:
    """Take the picture out of what was sent, or say at the form why it is none."""
    file = request.files.get("file")
    try:
        return read_upload(file.read(MOST_BYTES + 1) if file else b"")
    except PictureError as error:
        form.file.errors = [_(FAULTS[error.fault])]
        return None


@activities.get(f"{PICTURE}/")
@needs(Permission.CATALOGUE_CHANGE)
def described(activity_id: int, image_id: int) -> Response:
    """Ask what a picture shows."""
    with transaction(Role.BACKOFFICE) as session:
        image = image_of(found(session, activity_id), image_id)
        alt = {f"alt_{locale}": text for locale, text in image.alt.items()}
        return of_picture(image, AltForm(data=alt))


@activities.post(f"{PICTURE}/")
@needs(Permission.CATALOGUE_CHANGE)
def describe(activity_id: int, image_id: int) -> BaseResponse:
    """Say what a picture shows."""
    form = AltForm(request.form)
    with transaction(Role.BACKOFFICE) as session:
        image = image_of(found(session, activity_id, lock=True), image_id)
        if not form.validate_in_both():
            return of_picture(image, form)
        image.alt = form.alt
    say(_("The description is changed."))
    return see("activities.pictures", activity_id=activity_id)


@activities.post(f"{PICTURE}/move/<way>")
@needs(Permission.CATALOGUE_CHANGE)
def move(activity_id: int, image_id: int, way: str) -> BaseResponse:
    """Put a picture one place further."""
    if way not in STEPS:
        raise PictureNotFoundError
    with transaction(Role.BACKOFFICE) as session:
        activity = found(session, activity_id, lock=True)
        move_picture(session, activity, image_id, STEPS[way])
    return see("activities.pictures", activity_id=activity_id)


@activities.post(f"{PICTURE}/remove")
@needs(Permission.CATALOGUE_CHANGE)
def remove(activity_id: int, image_id: int) -> BaseResponse:
    """Take a picture away."""
    with transaction(Role.BACKOFFICE) as session:
        activity = found(session, activity_id, lock=True)
        entry = remove_picture(session, activity, image_id)
    undo = url_for("activities.restore", activity_id=activity_id, entry_id=entry)
    say(_("The picture is gone."), undo=undo)
    return see("activities.pictures", activity_id=activity_id)


@activities.post(f"{PICTURES}/restore/<{ROW}:entry_id>")
@needs(Permission.CATALOGUE_CHANGE)
def restore(activity_id: int, entry_id: int) -> BaseResponse:
    """Put a picture back that was taken away."""
    with transaction(Role.BACKOFFICE) as session:
        activity = found(session, activity_id, lock=True)
        try:
            restore_picture(session, activity, entry_id)
            say(_("The picture is back."))
        except TooManyPicturesError:
            say(too_many())
    return see("activities.pictures", activity_id=activity_id)


@activities.get("/pictures/<name>.webp")
@needs(Permission.CATALOGUE_READ)
def picture(name: str) -> Response:
    """Show an uploaded picture to staff, wherever visitors' pages are served."""
    with transaction(Role.BACKOFFICE) as session:
        content = picture_content(session, name)
    return Response(content, mimetype="image/webp")


def too_many() -> str:
    """Say how many pictures an activity can have."""
    text = _("An activity has %(most)d pictures at most: remove one first.")
    return text % {"most": MOST_PICTURES}


def of_pictures(activity: Activity, form: AltForm) -> Response:
    """Render the page of the pictures, with the form for another one."""
    return page(
        "desk/activities/pictures.html",
        form,
        activity=activity,
        title=title_of(activity),
        is_full=len(activity.images) >= MOST_PICTURES,
        here="activities",
    )


def of_picture(image: ActivityImage, form: AltForm) -> Response:
    """Render the form of what a picture shows."""
    return page("desk/activities/picture.html", form, image=image, here="activities")


@activities.app_template_filter()
def thumbnail(path: str) -> str:
    """Tell where staff see a picture, be it a static file or an uploaded one."""
    if not path.startswith(UPLOADED):
        return str(current_app.jinja_env.globals["static"](path))  # type: ignore[operator]
    return f"{activities_root()}{path}"


def activities_root() -> str:
    """Tell below which address the pictures of staff stand."""
    return url_for("activities.listed")
