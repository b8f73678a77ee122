"""A stand-in for any receiver over HTTP: it keeps what it is sent, and answers as it is told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    """One request as the stand-in saw it."""

    path: str
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """Where it listens, what it was sent, and what it answers."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    status: int = 200
    said: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)


class _Http(BaseHTTPRequestHandler):
    def do_POST(self):
        receiver, length = self.server.receiver, int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        receiver.asked.append(Asked(self.path, self.headers, body))
        self.send_response(receiver.status)
        for name, value in (receiver.headers | {"Content-Length": len(receiver.said)}).items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(receiver.said)

    do_GET = do_POST

    def log_message(self, *said):
        """Nothing is written to the terminal."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port, until the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Http)
    server.receiver = Receiver(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server.receiver
    server.shutdown()
    thread.join()
    server.server_close()
