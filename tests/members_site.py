"""A members' site for tests: sign-in, forms, files and streams, as Flask has them."""

from collections.abc import Iterator
from io import BytesIO

from flask import (
    Flask,
    Response,
    abort,
    flash,
    get_flashed_messages,
    redirect,
    render_template_string,
    request,
    send_file,
    session,
    stream_with_context,
    url_for,
)
from flask.testing import FlaskClient
from flask_login import (
    LoginManager,
    UserMixin,
    current_user,
    login_required,
    login_user,
    logout_user,
)
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired

VISITOR = "203.0.113.9"
NOTE_PAGE = "<form>{{ form.hidden_tag() }}{{ form.text() }}</form>{{ form.errors }}"


class Member(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """Anybody: the name is all that there is."""

    def __init__(self, name: str) -> None:
        self.id = name


class NoteForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """One text."""

    text = StringField(validators=[InputRequired()])


def members(**config: object) -> Flask:
    """Return the site."""
    app = Flask("members")
    app.config.update(SECRET_KEY="for tests alone", **config)
    CSRFProtect(app)
    manager = LoginManager(app)
    manager.login_view = "sign_in"
    manager.user_loader(Member)
    app.register_error_handler(404, lambda _: ("Not a page of ours", 404))
    add_doors(app)
    add_notes(app)
    add_files(app)
    add_errors(app)
    return app


def add_doors(app: Flask) -> None:
    @app.get("/")
    def home() -> str:
        return f"{current_user.get_id()} {get_flashed_messages()}"

    @app.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> str | AnyResponse:
        if request.method == "GET":
            return str(generate_csrf())
        login_user(Member(request.form["name"]), remember="remember" in request.form)
        flash("Welcome")
        return redirect(request.args.get("next") or url_for("home"))

    @app.post("/sign-out")
    @login_required  # type: ignore[untyped-decorator]  # flask-login has no types
    def sign_out() -> AnyResponse:
        logout_user()
        flash("Goodbye")
        return redirect(url_for("home"))

    @app.get("/members")
    @login_required  # type: ignore[untyped-decorator]  # flask-login has no types
    def inside() -> str:
        return f"Inside: {current_user.id}"


def add_notes(app: Flask) -> None:
    @app.route("/notes", methods=["GET", "POST"])
    def notes() -> str | AnyResponse:
        form = NoteForm()
        if form.validate_on_submit():
            session["notes"] = [*session.get("notes", []), form.text.data]
            return redirect(url_for("home"))
        return render_template_string(NOTE_PAGE, form=form)

    @app.put("/notes/<int:number>")
    def change(number: int) -> dict[str, object]:
        session["notes"][number] = request.get_json()["text"]
        session.modified = True
        return {"notes": session["notes"]}


def add_files(app: Flask) -> None:
    @app.post("/files")
    def upload() -> tuple[bytes, int, dict[str, str]]:
        file = request.files["file"]
        return file.read(), 201, {"X-File": str(file.filename)}

    @app.get("/download")
    def download() -> Response:
        return send_file(BytesIO(b"0123456789"), "text/plain", download_name="a.txt")

    @app.get("/stream")
    def stream() -> Response:
        def lines() -> Iterator[str]:
            yield f"{current_user.get_id()}\n"
            yield from (f"{n}\n" for n in range(1000))

        return Response(stream_with_context(lines()), mimetype="text/plain")


def add_errors(app: Flask) -> None:
    @app.get("/old")
    def old() -> AnyResponse:
        return redirect("/", 308)

    @app.get("/folder/")
    def folder() -> str:
        return "folder"

    @app.get("/teapot")
    def teapot() -> str:
        abort(418)

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("broken")


def browser_of(app: Flask, address: str = VISITOR) -> FlaskClient:
    """Return a browser that is not on the site's own machine."""
    browser = app.test_client()
    browser.environ_base["REMOTE_ADDR"] = address
    return browser


def sign_in(browser: FlaskClient, **form: str) -> AnyResponse:
    """Sign in as Noor."""
    token = browser.get("/sign-in").text
    return browser.post("/sign-in", data={"name": "Noor", "csrf_token": token, **form})
