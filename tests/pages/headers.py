"""What every answer must carry: written down anew, not imported."""

from http.client import HTTPMessage

HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains; preload"
SOURCES = {"'none'", "'self'"}
ONLY = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
DENIED = {"camera=()", "geolocation=()", "microphone=()", "browsing-topics=()"}


def wrong_headers(headers: HTTPMessage, *, https: bool = False) -> list[str]:
    """Name what is missing or not as it must be, and what gives the visitor away."""
    strict = {"Strict-Transport-Security": STRICT_TRANSPORT} if https else {}
    expected = HEADERS | strict
    wrong = [
        f"{name}: {headers.get_all(name)}"
        for name, value in expected.items()
        if headers.get_all(name) != [value]
    ]
    if not is_strict(headers.get("Content-Security-Policy", "")):
        wrong.append(f"Content-Security-Policy: {headers['Content-Security-Policy']}")
    permissions = headers.get("Permissions-Policy", "").split(", ")
    if not set(permissions) >= DENIED:
        wrong.append(f"Permissions-Policy: {permissions}")
    if "cookie" in headers.get("Vary", "").lower():
        wrong.append(f"Vary: {headers['Vary']}")
    if {"server", "x-powered-by"} & {name.lower() for name in headers}:
        wrong.append("it names its software")
    if "Cache-Control" not in headers:
        wrong.append("Cache-Control: says nothing")
    return wrong


def is_strict(policy: str) -> bool:
    """Tell whether a policy lets a page load from its own site alone, and no inline."""
    parts = [part.strip().partition(" ") for part in policy.split(";")]
    directives = {name: sources for name, _, sources in parts}
    return ONLY.items() <= directives.items() and set(directives.values()) <= SOURCES
