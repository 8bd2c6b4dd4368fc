"""Security headers, the same on every answer: pages, static files, refusals.

The rules behind them are those of the HTTP Observatory and internet.nl.
"""

from flask import Flask, Response
from flask_talisman import Talisman

TWO_YEARS_SECONDS = 2 * 365 * 24 * 3600

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

DENIED_FEATURES = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "payment",
    "usb",
)

PERMISSIONS_POLICY = dict.fromkeys(DENIED_FEATURES, "()")

REFERRER_POLICY = "same-origin"
"""Not `no-referrer`, with which Chrome sends `Origin: null` from our own forms."""

ISOLATION = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def init_app(app: Flask) -> None:
    """Set the headers on every answer of an application."""
    app.after_request(isolate)
    Talisman(
        app,
        force_https=False,  # the web server in front redirects
        content_security_policy=CONTENT_SECURITY_POLICY,
        permissions_policy=PERMISSIONS_POLICY,
        referrer_policy=REFERRER_POLICY,
        frame_options="DENY",
        strict_transport_security_max_age=TWO_YEARS_SECONDS,
        strict_transport_security_preload=True,
        session_cookie_samesite="Strict",
    )


def isolate(response: Response) -> Response:
    """Add the headers that Talisman does not know, and how long a page is good for."""
    response.headers.update(ISOLATION)
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"
    return response


def constants(*, https: bool) -> dict[str, str]:
    """List the same headers for answers that Flask does not give."""
    csp = "; ".join(
        f"{name} {value}" for name, value in CONTENT_SECURITY_POLICY.items()
    )
    headers = {
        "Content-Security-Policy": csp,
        "Permissions-Policy": ", ".join(
            f"{k}={v}" for k, v in PERMISSIONS_POLICY.items()
        ),
        "Referrer-Policy": REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        **ISOLATION,
    }
    if https:
        headers["Strict-Transport-Security"] = (
            f"max-age={TWO_YEARS_SECONDS}; includeSubDomains; preload"
        )
    return headers
