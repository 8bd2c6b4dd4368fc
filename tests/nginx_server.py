"""A real nginx for tests, in front of a server."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ports import free_port

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin") or "nginx"
OVERWRITING = "proxy_set_header X-Forwarded-For $remote_addr;"
REQUEST_FACTS = {
    "ended": "msec",
    "status": "status",
    "request": "request",
    "agent": "http_user_agent",
    "referer": "http_referer",
    "cookie": "http_cookie",
    "body": "request_body",
}
"""What a log in the format `requests` tells of each request, and nginx's names."""
CONFIGURATION = """
daemon off;
worker_processes 1;
error_log stderr;
pid {folder}/nginx.pid;
events {{ worker_connections 64; }}
http {{
  log_format requests escape=json '{requests}';
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen {listen};
    location / {{
      proxy_pass {upstream};
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-Proto $scheme;
      {forwarding}
    }}
  }}
}}
"""


@contextmanager
def nginx(folder: Path, upstream: str, forwarding: str) -> Iterator[tuple[str, int]]:
    """Run nginx in front of `upstream`, on a free port."""
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        CONFIGURATION.format(
            folder=folder,
            listen=f"127.0.0.1:{port}",
            upstream=upstream,
            forwarding=forwarding,
            requests=json.dumps({key: f"${it}" for key, it in REQUEST_FACTS.items()}),
        )
    )
    log = folder / "nginx.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [NGINX, "-e", "stderr", "-p", folder, "-c", configuration], stderr=errors
        )
        try:
            wait_until_listening(port, process, log)
            yield "127.0.0.1", port
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_until_listening(
    port: int, process: subprocess.Popen[bytes], log: Path
) -> None:
    for _ in range(400):
        try:
            process.wait(timeout=0.025)
        except subprocess.TimeoutExpired:
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", port)) == 0:
                    return
        else:
            break
    pytest.fail(f"nginx did not start: {log.read_text()}")
