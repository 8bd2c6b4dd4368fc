"""A Flask hello on the platform's kind of server: `python -m bench.hello PORT`."""

import sys

from bench.shields import flask_app
from groupz_platform.config import Settings
from groupz_platform.web.server import server_for


def main(port: int) -> None:
    """Serve until ended."""
    app = flask_app().wsgi_app
    server_for(app, Settings(host="127.0.0.1", port=port), {}).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
