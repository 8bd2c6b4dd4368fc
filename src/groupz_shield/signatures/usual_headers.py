"""What stands in the head of nearly every request, and is nobody's attack."""

from typing import Final

RAW_PATHS: Final = ("RAW_URI", "REQUEST_URI")
"""Where gunicorn, and where most other servers, tell the path as it came."""

NO_TEXT: Final = frozenset(
    {
        *("HTTP_COOKIE", "HTTP_HOST", "HTTP_ORIGIN", "CONTENT_TYPE", "CONTENT_LENGTH"),
        *("REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", *RAW_PATHS),
        *("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "SERVER_SOFTWARE"),
        *("REMOTE_ADDR", "REMOTE_HOST", "REMOTE_PORT", "groupz_shield.client"),
        *("wsgi.version", "wsgi.url_scheme", "wsgi.input", "wsgi.errors"),
        *("wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once"),
        *("wsgi.input_terminated", "wsgi.file_wrapper", "gunicorn.socket"),
    }
)
"""What is no header, or is read otherwise: the quickest way to pass over it."""

USUAL: Final = frozenset(
    f"HTTP_{name}"
    for name in (
        *("ACCEPT", "ACCEPT_ENCODING", "ACCEPT_LANGUAGE", "ACCEPT_CHARSET", "ALT_USED"),
        *(
            "AUTHORIZATION",
            "CACHE_CONTROL",
            "CONNECTION",
            "CONTENT_ENCODING",
            "DATE",
            "DNT",
            "DPR",
        ),
        *("EXPECT", "FORWARDED", "FROM", "IF_MATCH", "IF_MODIFIED_SINCE", "IF_RANGE"),
        *("IF_NONE_MATCH", "IF_UNMODIFIED_SINCE", "KEEP_ALIVE", "PRAGMA", "PRIORITY"),
        *("RANGE", "REFERER", "SAVE_DATA", "SEC_FETCH_DEST", "SEC_FETCH_MODE"),
        *("SEC_FETCH_SITE", "SEC_FETCH_USER", "SEC_CH_UA", "SEC_CH_UA_MOBILE"),
        *("SEC_CH_UA_PLATFORM", "SEC_GPC", "SEC_PURPOSE", "TE", "UPGRADE", "VIA"),
        *("UPGRADE_INSECURE_REQUESTS", "USER_AGENT", "X_FORWARDED_FOR", "X_REAL_IP"),
        *("X_FORWARDED_HOST", "X_FORWARDED_PORT", "X_FORWARDED_PROTO"),
        *("X_FORWARDED_PREFIX", "X_REQUESTED_WITH", "X_REQUEST_ID", "X_CSRFTOKEN"),
    )
)
"""What browsers, and servers before a site, send: names that nobody chose."""

HARMLESS: Final = frozenset(
    {
        *(
            "",
            "*/*",
            "0",
            "1",
            "?0",
            "?1",
            "close",
            "keep-alive",
            "max-age=0",
            "no-cache",
        ),
        *("gzip", "gzip, deflate", "gzip, deflate, br", "gzip, deflate, br, zstd"),
        *("cors", "navigate", "no-cors", "same-origin", "same-site", "cross-site"),
        *("none", "document", "empty", "image", "script", "style", "font", "iframe"),
        *("trailers", "u=0, i", "u=1", "u=1, i", "u=2", "u=4", "u=5, i", "identity"),
        *('"Windows"', '"macOS"', '"Linux"', '"Android"', "https", "http"),
        *("100-continue", "chunked", "XMLHttpRequest"),
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    }
)
"""What browsers say in every header: nobody can attack with it."""
