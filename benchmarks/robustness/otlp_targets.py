"""The two OTLP ports under fire: what they accept must be in the store, or refused with a reason."""

import http.client
import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import grpc
from barrage import Outcome
from garble import Garble
from odd_http import raw_requests, send
from odd_http2 import EXPORT, raw_calls
from odd_spans import OddSpans, plain
from otlp_bodies import JSON, PACKED, PROTOBUF, otlp_json, partial, spans_in
from running import Stack

TRACES = "/v1/traces"
REPEATS = 10
T = TypeVar("T")
REFUSALS = (400, 413, 415, 429, 503)
GRPC_REFUSALS = frozenset(
    {
        *(grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.RESOURCE_EXHAUSTED),
        *(grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.UNIMPLEMENTED),
    }
)
_OPTIONS = (("grpc.use_local_subchannel_pool", 1), ("grpc.max_metadata_size", 1 << 20))


class OtlpTarget:
    """What both have in common: the count of spans that must be stored."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.good_sent = 0
        self.accepted = 0
        self._lock = threading.Lock()
        self._seen: set[bytes] = set()
        # What the store keeps of old spans, and how long, is not in question here.
        for table in ("otel_traces", "otel_logs"):
            stack.query(f"ALTER TABLE {table} REMOVE TTL")

    def count(self, body: bytes, spans: int, refused: int) -> None:
        """Remember that a request was accepted; one sent before counts once."""
        with self._lock:
            if body not in self._seen:
                self._seen.add(body)
                self.accepted += spans - refused

    def counted_good(self) -> None:
        """Remember a good request of one span."""
        with self._lock:
            self.good_sent += 1
            self.accepted += 1

    def watch(self) -> int:
        """Return the most bytes held."""
        return self.stack.watch()

    def settle(self) -> list[str]:
        """Compare what was accepted with what is stored."""
        sql = "SELECT countIf(ServiceName = 'good'), countIf(ServiceName != 'unsure') FROM otel_traces"
        good, stored = self.stack.query(sql)[0]
        problems: list[str] = []
        if good != self.good_sent:
            problems.append(f"{self.good_sent} good spans sent, {good} stored")
        if stored != self.accepted:
            problems.append(f"{self.accepted} spans accepted, {stored} stored")
        return problems


class OtlpHttp(OtlpTarget):
    """OTLP over HTTP: hostile payloads, and hostile HTTP."""

    refusals: tuple[int, ...] = REFUSALS
    broken: tuple[int, ...] = (500, 501, 502)
    """What no hostile HTTP may be answered with."""

    def bad(self, dice: random.Random) -> Outcome:
        """Send one hostile request."""
        return dice.choice(
            (self._odd, self._odd, self._garbled, self._json, self._packed, self._raw)
        )(dice)

    def good(self) -> Outcome:
        """Send one span that must be stored."""
        body = plain("good", 1).SerializeToString()
        status, _, seconds = self._post(body)
        if status == 200:
            self.counted_good()
        problem = "" if status == 200 else "a good request must be stored"
        return Outcome("good", f"good {status}", seconds, problem)

    def _odd(self, dice: random.Random) -> Outcome:
        name, request = OddSpans(dice).request()
        return self._sent(name, request.SerializeToString())

    def _garbled(self, dice: random.Random) -> Outcome:
        _, request = OddSpans(dice).request()
        body = Garble(dice.randrange(2**32))(request.SerializeToString())
        path = dice.choice((TRACES,) * 4 + ("/v1/logs", "/v1/metrics"))
        return self._sent("garbled", body, path)

    def _json(self, dice: random.Random) -> Outcome:
        _, request = OddSpans(dice).request()
        body = otlp_json(request, dice)
        if dice.random() < 0.7:
            body = Garble(dice.randrange(2**32))(body)
        return self._sent("json", body, kind=JSON)

    def _packed(self, dice: random.Random) -> Outcome:
        body = plain("unsure", 3).SerializeToString()
        encoding, packed = dice.choice(PACKED)(dice, body)
        status, _, seconds = self._post(packed, TRACES, PROTOBUF, encoding)
        return self._judged(f"packed {encoding}", status, seconds)

    def _raw(self, dice: random.Random) -> Outcome:
        raw = raw_requests(dice, TRACES, plain("unsure", 1).SerializeToString())
        sent = send(self.stack.port("otlp_http"), raw, dice)
        problem = "a server error" if sent.status in self.broken else ""
        return Outcome(f"raw {raw.name}", f"raw {sent.status}", sent.seconds, problem)

    def _sent(self, name: str, body: bytes, path: str = TRACES, kind: str = PROTOBUF) -> Outcome:
        status, answer, seconds = self._post(body, path, kind)
        if status == 200 and path == TRACES:
            refused, why = partial(answer, kind)
            self.count(body, spans_in(body, kind), refused)
            if refused and not why:
                return Outcome(name, "200", seconds, "spans refused without a reason")
        return self._judged(name, status, seconds)

    def _judged(self, name: str, status: int, seconds: float) -> Outcome:
        problem = "" if status == 200 or status in self.refusals else "an unexpected status"
        return Outcome(name, str(status), seconds, problem)

    def _post(
        self, body: bytes, path: str = TRACES, kind: str = PROTOBUF, encoding: str = ""
    ) -> tuple[int, bytes, float]:
        """Send a request, again while asked to; the seconds are those of the slowest answer."""
        answers = (self._posted(body, path, kind, encoding) for _ in range(REPEATS))
        return insistent(answers, lambda status: status in (429, 503))

    def _posted(self, body: bytes, path: str, kind: str, encoding: str) -> tuple[int, bytes, float]:
        headers = {"Content-Type": kind} | ({"Content-Encoding": encoding} if encoding else {})
        began = time.monotonic()
        try:
            status, answer = self.stack.post("otlp_http", path, body, 20, **headers)
        except ConnectionError:  # refused by its length, before the body was read
            return 413, b"", time.monotonic() - began
        except (OSError, http.client.HTTPException) as error:
            return -1, repr(error).encode(), time.monotonic() - began
        return status, answer, time.monotonic() - began


class OtlpGrpc(OtlpTarget):
    """OTLP over gRPC: hostile payloads, and hostile HTTP/2."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack)
        self._channel = grpc.insecure_channel(f"127.0.0.1:{stack.port('otlp_grpc')}", _OPTIONS)

    def bad(self, dice: random.Random) -> Outcome:
        """Send one hostile request."""
        return dice.choice((self._odd, self._odd, self._garbled, self._raw))(dice)

    def good(self) -> Outcome:
        """Send one span that must be stored."""
        answer, _, seconds = self._call(plain("good", 1).SerializeToString())
        if answer == "OK":
            self.counted_good()
        problem = "" if answer == "OK" else "a good request must be stored"
        return Outcome("good", f"good {answer}", seconds, problem)

    def settle(self) -> list[str]:
        """Compare what was accepted with what is stored."""
        self._channel.close()
        return super().settle()

    def _odd(self, dice: random.Random) -> Outcome:
        name, request = OddSpans(dice).request()
        return self._sent(name, request.SerializeToString())

    def _garbled(self, dice: random.Random) -> Outcome:
        _, request = OddSpans(dice).request()
        return self._sent("garbled", Garble(dice.randrange(2**32))(request.SerializeToString()))

    def _raw(self, dice: random.Random) -> Outcome:
        raw = raw_calls(dice, plain("unsure", 1).SerializeToString())
        sent = send(self.stack.port("otlp_grpc"), raw, dice)
        return Outcome(f"raw {raw.name}", "raw", sent.seconds)

    def _sent(self, name: str, body: bytes) -> Outcome:
        answer, response, seconds = self._call(body)
        if answer != "OK":
            expected = {code.name for code in GRPC_REFUSALS}
            return Outcome(name, answer, seconds, "" if answer in expected else response.decode())
        refused, why = partial(response, PROTOBUF)
        self.count(body, spans_in(body, PROTOBUF), refused)
        problem = "spans refused without a reason" if refused and not why else ""
        return Outcome(name, answer, seconds, problem)

    def _call(self, body: bytes) -> tuple[str, bytes, float]:
        """Make a call, again while asked to; the seconds are those of the slowest answer."""
        answers = (self._called(body) for _ in range(REPEATS))
        return insistent(answers, lambda code: code in ("CANCELLED", "UNAVAILABLE"))

    def _called(self, body: bytes) -> tuple[str, bytes, float]:
        began = time.monotonic()
        try:
            response = self._channel.unary_unary(EXPORT)(body, timeout=20)
        except grpc.RpcError as error:
            return error.code().name, str(error.details()).encode(), time.monotonic() - began
        return "OK", response, time.monotonic() - began


def insistent(
    answers: Iterator[tuple[T, bytes, float]], again: Callable[[T], bool]
) -> tuple[T, bytes, float]:
    """Return the first answer that does not ask for another try, with the slowest one's seconds."""
    slowest = 0.0
    for number, (code, body, seconds) in enumerate(answers, 1):
        slowest = max(slowest, seconds)
        if number == REPEATS or not again(code):
            return code, body, slowest
        time.sleep(0.2)
    raise AssertionError("no answer at all")
