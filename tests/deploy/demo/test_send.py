import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from centspan.deploy.demo.backfill.send import DeliveryError, send

FINE = ExportTraceServiceResponse().SerializeToString()


@pytest.fixture
def receiver():
    """A receiver that answers what `answers` says, then success; keeps the bodies it got."""
    answers, bodies = [], []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            status, body = answers.pop(0) if answers else (200, FINE)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", answers, bodies
    server.shutdown()
    server.server_close()
    thread.join()


def ignore(count):
    pass


def test_a_busy_receiver_gets_the_same_bytes_again(receiver):
    """429 and 503 are answered by sending the payload again, byte for byte."""
    endpoint, answers, bodies = receiver
    answers += [(503, b""), (429, b"")]
    counts = []
    send([(5, b"spans")], endpoint, counts.append)
    assert bodies == [bodies[0]] * 3
    assert gzip.decompress(bodies[0]) == b"spans"
    assert counts == [5]


def test_a_refusal_is_an_error(receiver):
    """A payload that is refused ends the back-fill with the receiver's reason."""
    endpoint, answers, _ = receiver
    answers.append((400, b"nonsense"))
    with pytest.raises(DeliveryError, match="400 nonsense"):
        send([(5, b"spans")], endpoint, ignore)


def test_a_partial_success_is_an_error(receiver):
    """Spans that the receiver left out are not passed over in silence."""
    endpoint, answers, _ = receiver
    partial = ExportTraceServiceResponse()
    partial.partial_success.rejected_spans = 2
    partial.partial_success.error_message = "too old"
    answers.append((200, partial.SerializeToString()))
    with pytest.raises(DeliveryError, match="2 refused: too old"):
        send([(5, b"spans")], endpoint, ignore)
