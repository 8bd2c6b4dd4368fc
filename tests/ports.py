"""Ports for servers that tests start."""

import socket
from errno import EADDRINUSE
from random import SystemRandom

# Below those that Linux gives to connections by itself, which would take a port in
# the moment between finding it and listening on it.
_PORTS = range(10_000, 32_768)
_CHANCE = SystemRandom()  # another one than that of tests, which all workers seed alike


def free_port() -> int:
    """Find a port of this machine on which nobody listens."""
    while True:
        port = _CHANCE.choice(_PORTS)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError as error:
            if error.errno != EADDRINUSE:
                raise
        else:
            return port
