"""All hops between an app and its store, each a process that can be killed, and a sender that forgets nothing."""

import contextlib
import http.client
import os
import random
import resource
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from collectors import Collector, running_collectors
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from running import Stack

INPUT_USD, OUTPUT_USD = Decimal("0.0000025"), Decimal("0.00001")
"""A token of gpt-4o."""
SPANS = 25
DISK_MB = 800
PROTOBUF = {"Content-Type": "application/x-protobuf"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a fault left: calls and dollars sent and counted, and how long until all were there.

    `lost` are calls that an app took with it when it was killed: nobody had answered it for them.
    """

    sent: int
    lost: int
    counted: int
    twice: int
    sent_usd: Decimal
    counted_usd: Decimal
    seconds: float

    @property
    def whole(self) -> bool:
        """Every other call once, to the last digit of the dollar."""
        left = self.sent - self.lost
        return (left, 0, self.sent_usd) == (self.counted, self.twice, self.counted_usd)


class Sender(threading.Thread):
    """Sends calls to the agent as an SDK does: each request again until it is answered with success."""

    def __init__(self, port: int, service: str, pause: float) -> None:
        super().__init__(daemon=True)
        self.port, self.service, self.pause = port, service, pause
        self.sent: dict[str, tuple[int, int]] = {}
        self.unanswered: dict[str, tuple[int, int]] = {}
        """What died with an app: stored or not, and nobody knows but the store."""
        self.answered: list[bytes] = []
        self._dice = random.Random(service)
        self._leaving = threading.Event()

    def run(self) -> None:
        """Send until told to stop; what was begun is finished."""
        while not self._leaving.is_set():
            body = self.request(time.time_ns())
            while not self.deliver(body):
                time.sleep(0.1)
            self.answered.append(body)
            time.sleep(self.pause)

    def stop(self) -> None:
        """Finish what is under way."""
        self._leaving.set()
        self.join()

    def request(self, at: int, spans: int = SPANS) -> bytes:
        """Some calls that are not like any others, begun at a moment (ns)."""
        request = ExportTraceServiceRequest()
        of_resource = request.resource_spans.add()
        of_resource.resource.attributes.add(key="service.name").value.string_value = self.service
        scope = of_resource.scope_spans.add()
        for _ in range(spans):
            tokens = self._dice.randrange(1, 9000), self._dice.randrange(1, 900)
            span = scope.spans.add(
                trace_id=os.urandom(16), span_id=os.urandom(8), name="chat", kind=3
            )
            span.start_time_unix_nano, span.end_time_unix_nano = at - 10**9, at
            said = {"operation.name": "chat", "provider.name": "openai", "request.model": "gpt-4o"}
            for key, text in said.items():
                span.attributes.add(key=f"gen_ai.{key}").value.string_value = text
            for key, count in zip(("input", "output"), tokens, strict=True):
                span.attributes.add(key=f"gen_ai.usage.{key}_tokens").value.int_value = count
            self.sent[span.span_id.hex()] = tokens
        return request.SerializeToString()

    def deliver(self, body: bytes, timeout: float = 10) -> bool:
        """Send a request once."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with (
            contextlib.closing(connection),
            contextlib.suppress(OSError, http.client.HTTPException),
        ):
            connection.request("POST", "/v1/traces", body, PROTOBUF)
            return connection.getresponse().status == 200
        return False


@dataclass
class World:
    """The hops, and where the first listens."""

    folder: Path
    store: Stack
    gateway: Collector
    agent: Collector
    agent_port: int
    disk: Path | None
    """A disk of the store's own; None where this user may not mount one."""

    @contextlib.contextmanager
    def load(self, service: str, pause: float = 0.02) -> Iterator[Sender]:
        """Send all the while."""
        sender = Sender(self.agent_port, service, pause)
        sender.start()
        yield sender  # what fails here leaves hops that answer nothing: it would never stop
        sender.stop()

    def settled(self, sender: Sender, seconds: float) -> Outcome:
        """Wait until all that was sent is counted with its price, and say what is."""
        began = time.monotonic()
        while True:
            found = self._outcome(sender, time.monotonic() - began)
            if found.whole or found.seconds > seconds:
                return found
            time.sleep(0.3)

    def _outcome(self, sender: Sender, waited: float) -> Outcome:
        rows = self.store.query(
            "SELECT span_id, uncached_input_tokens, output_tokens, toString(effective_usd) FROM calls "
            f"WHERE service = '{sender.service}' AND counted"
        )
        usd = sum((Decimal(row[3]) for row in rows if row[3]), Decimal(0))
        ids = {row[0] for row in rows}
        lost = sender.unanswered.keys() - ids
        sent = sender.sent | sender.unanswered
        expected = sum(
            (i * INPUT_USD + o * OUTPUT_USD for each, (i, o) in sent.items() if each not in lost),
            Decimal(0),
        )
        exact = sum(sent.get(row[0]) == (row[1], row[2]) for row in rows)
        twice = len(rows) - len(ids)
        return Outcome(len(sent), len(lost), exact, twice, expected, usd, waited)


@contextlib.contextmanager
def world(folder: Path, binary: Path) -> Generator[World]:
    """Start every hop."""
    with _own_disk(folder / "disk") as disk:
        store = Stack((disk or folder) / "data", folder / "store.log")
        store.start()
        try:
            address = f"http://127.0.0.1:{store.port('clickhouse')}"
            with running_collectors(folder, address, binary=binary) as both:
                port = int(both.otlp.rpartition(":")[2])
                yield World(folder, store, both.gateway, both.agent, port, disk)
        finally:
            store.kill()


@contextlib.contextmanager
def _own_disk(folder: Path) -> Iterator[Path | None]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)]
    may = shutil.which("mount") and subprocess.run(mount, capture_output=True).returncode == 0  # noqa: PLW1510
    try:
        yield folder if may else None
    finally:
        if may:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def filled(disk: Path) -> Iterator[None]:
    """A disk on which less than a MiB is free meanwhile."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        size = 0
        while (left := shutil.disk_usage(disk).free - 900_000) > 0:
            with contextlib.suppress(OSError):  # the store took some of it meanwhile
                os.posix_fallocate(file.fileno(), size, left)
            size = os.fstat(file.fileno()).st_size
    try:
        yield
    finally:
        ballast.unlink()


def paused(process: int) -> contextlib.AbstractContextManager[None]:
    """A process that neither works nor ends meanwhile."""
    return _undone(
        lambda: os.kill(process, signal.SIGSTOP), lambda: os.kill(process, signal.SIGCONT)
    )


def no_room(process: int) -> contextlib.AbstractContextManager[None]:
    """A process whose files take nothing more meanwhile: each write beyond 4 KiB of a file fails."""
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    return _undone(
        lambda: resource.prlimit(process, resource.RLIMIT_FSIZE, (4096, before[1])),
        lambda: resource.prlimit(process, resource.RLIMIT_FSIZE, before),
    )


@contextlib.contextmanager
def _undone(do, undo):
    do()
    try:
        yield
    finally:
        undo()
