"""An OTLP/HTTP endpoint that keeps every byte it is sent and passes it on."""

import gzip
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Recorder:
    """Where to send, and what was sent: request lines, headers and (unpacked) bodies."""

    url: str
    passes_on_to: str
    heard: list[bytes] = field(default_factory=list)


def handler_for(recorder: Recorder) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            packed = self.headers.get("Content-Encoding") == "gzip"
            head = f"{self.requestline}\n{self.headers}".encode()
            recorder.heard += [head, raw, gzip.decompress(raw) if packed else b""]
            wanted = ("Content-Type", "Content-Encoding")
            headers = {name: self.headers[name] for name in wanted if self.headers[name]}
            request = urllib.request.Request(recorder.passes_on_to + self.path, raw, headers)
            with urllib.request.urlopen(request, timeout=30) as reply:
                answer = reply.read()
                self.send_response(reply.status)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


@contextmanager
def recording(passes_on_to: str) -> Iterator[Recorder]:
    """Listen on an ephemeral port until the block ends."""
    recorder = Recorder("", passes_on_to)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(recorder))
    server.daemon_threads = True
    recorder.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
