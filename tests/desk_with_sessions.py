"""A Flask site whose sessions stand on the server, with what such sites have."""

from flask import Flask, flash, get_flashed_messages, redirect, request, session
from flask.testing import FlaskClient
from flask_login import (
    LoginManager,
    UserMixin,
    current_user,
    login_required,
    login_user,
    logout_user,
)
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from groupz_shield.ext.flask_sessions import (
    ServerSideSessions,
    current,
    does_not_keep_alive,
    end_everywhere,
    rotate,
    sign_in,
    sign_out,
)
from groupz_shield.sessions import SessionCookie, Sessions

PLAIN = SessionCookie(secure=False)


def desk_of(sessions: Sessions, cookie: SessionCookie = PLAIN) -> Flask:
    """Return a site without extensions."""
    app = Flask("desk")
    app.testing = True
    ServerSideSessions(
        app,
        sessions,
        cookie=cookie,
        polls=lambda asked: asked.headers.get("X-Poll") == "yes",
    )
    add_doors(app)
    add_data(app)
    return app


def add_doors(app: Flask) -> None:
    @app.post("/in/<user>")
    def enter(user: str) -> str:
        sign_in(user, step=1)
        return str(session["step"])

    @app.post("/up")
    def up() -> str:
        rotate()
        session["step"] = 2
        return "risen"

    @app.post("/out")
    def leave() -> str:
        sign_out()
        return str(dict(session))

    @app.post("/everywhere/<user>")
    def everywhere(user: str) -> str:
        return str(end_everywhere(user, keep_this="keep" in request.args))

    @app.get("/me")
    def me() -> str:
        own = current()
        return f"{own.user} {own.client} {own.agent}" if own else "nobody"


def add_data(app: Flask) -> None:
    @app.get("/public")
    def public() -> str:
        return "public"

    @app.get("/data")
    def data() -> dict[str, object]:
        return dict(session)

    @app.post("/note/<text>")
    def note(text: str) -> str:
        session.setdefault("notes", []).append(text)
        return text

    @app.post("/tidy")
    def tidy() -> str:
        session.pop("notes", None)
        session.clear()
        return "tidy"

    @app.get("/news")
    @does_not_keep_alive
    def news() -> str:
        return str(len(session))


class Clerk(UserMixin):  # type: ignore[misc]  # flask-login has no types
    def __init__(self, name: str) -> None:
        self.id = name


def desk_with_extensions(sessions: Sessions) -> Flask:
    """Return a site with Flask-Login, CSRFProtect and flashed messages."""
    app = Flask("extended desk")
    app.config.update(SECRET_KEY="for tests alone", TESTING=True)
    ServerSideSessions(app, sessions, cookie=PLAIN)
    csrf = CSRFProtect(app)
    manager = LoginManager(app)
    manager.login_message = None
    manager.user_loader(Clerk)

    @app.post("/sign-in")
    @csrf.exempt  # type: ignore[untyped-decorator]  # flask-wtf has no types
    def enter() -> Response:
        sign_in(request.form["name"])
        login_user(Clerk(request.form["name"]))
        flash("Welcome", "good")
        return redirect("/")

    @app.get("/")
    @login_required  # type: ignore[untyped-decorator]  # flask-login has no types
    def home() -> dict[str, object]:
        said = get_flashed_messages(with_categories=True)
        return {"who": current_user.id, "said": said, "token": generate_csrf()}

    @app.post("/sign-out")
    @login_required  # type: ignore[untyped-decorator]  # flask-login has no types
    def leave() -> Response:
        logout_user()
        sign_out()
        return redirect("/")

    @app.get("/form")
    def form() -> str:
        return str(generate_csrf())

    return app


def cookie_of(answer: TestResponse) -> str:
    """Return what an answer sets as the cookie; empty if it sets none."""
    [header] = answer.headers.getlist("Set-Cookie") or [""]
    return header


def id_of(browser: FlaskClient) -> str:
    """Return the id that a browser holds; empty if it holds none."""
    cookie = browser.get_cookie("session")
    return cookie.value if cookie else ""
