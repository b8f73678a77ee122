"""What can go wrong between an app and its store, one function each; a sender sends all the while."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from apps import App
from world import Sender, World, filled, no_room, paused

Act = Callable[[World, Sender, int], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """Its name in words, and what it does: `size` is 1 in a test, and as large as there is time for otherwise."""

    name: str
    act: Act
    mounts: bool = False
    """Whether the store must have a disk of its own."""


def app_killed(world: World, sender: Sender, size: int) -> None:
    """The app dies, with the calls that its exporter had not sent or was not yet answered for."""
    for number in range(size):
        app = App(world.folder / f"app-{number}", f"http://127.0.0.1:{sender.port}", sender.service)
        app.start()
        app.wait_until_answered()
        time.sleep(random.random())
        app.kill()
        called, answered = app.told()
        sender.sent |= {each: called[each] for each in answered}
        sender.unanswered |= {each: called[each] for each in called.keys() - answered}
    time.sleep(2)  # what was on its way when the last one died is there before what is sent now


def agent_killed(world: World, sender: Sender, size: int) -> None:
    """The agent dies, with what it has not yet sent."""
    for _ in range(size):
        time.sleep(0.5)
        world.agent.kill()
        world.agent.start()


def gateway_killed(world: World, sender: Sender, size: int) -> None:
    """The gateway dies, with what it has not yet stored."""
    for _ in range(size):
        time.sleep(0.5)
        world.gateway.kill()
        time.sleep(0.3)
        world.gateway.start()


def store_killed(world: World, sender: Sender, size: int) -> None:
    """The store dies amid inserts."""
    for _ in range(size):
        time.sleep(0.5)
        world.store.kill()
        world.store.start()


def all_killed(world: World, sender: Sender, size: int) -> None:
    """The power fails: agent, gateway and store at once."""
    for _ in range(size):
        time.sleep(0.5)
        world.agent.kill()
        world.gateway.kill()
        world.store.kill()
        world.store.start()
        world.gateway.start()
        world.agent.start()


def store_away(world: World, sender: Sender, size: int) -> None:
    """The store is away for two minutes at length, under load; what comes waits on the gateway's disk."""
    world.store.kill()
    time.sleep(3 + 13 * (size - 1))
    world.store.start()


def store_slow(world: World, sender: Sender, size: int) -> None:
    """The store stands still most of the time."""
    for _ in range(2 * size):
        with paused(world.store.process.pid):
            time.sleep(1)
        time.sleep(0.3)


def store_full(world: World, sender: Sender, size: int) -> None:
    """The store's disk takes nothing more for a while."""
    assert world.disk is not None
    with filled(world.disk):
        time.sleep(2 * size)


def gateway_full(world: World, sender: Sender, size: int) -> None:
    """The gateway's disk takes nothing more while the store is away: it refuses, and the agent keeps."""
    with paused(world.store.process.pid), no_room(world.gateway.process.pid):
        time.sleep(2 * size)


def agent_full(world: World, sender: Sender, size: int) -> None:
    """The agent's disk takes nothing more while the gateway is away: it refuses, and the app keeps."""
    world.gateway.kill()
    with no_room(world.agent.process.pid):
        time.sleep(2 * size)
    world.gateway.start()


def clocks_apart(world: World, sender: Sender, size: int) -> None:
    """Apps whose clocks are hours and days behind or minutes ahead."""
    now = time.time_ns()
    for hours in (-72, -25, -3, -1, 0.2):
        for _ in range(size):
            _insist(sender, sender.request(now + int(hours * 3600) * 10**9))


def delivered_again(world: World, sender: Sender, size: int) -> None:
    """Requests that were answered come again: whole, in other parts, in another order."""
    time.sleep(1)
    dice = random.Random(7)
    for _ in range(size):
        again = list(sender.answered)
        dice.shuffle(again)
        for first, second in zip(again[::2], again[1::2], strict=False):
            # Two serialized messages behind one another are one message.
            _insist(sender, first + second)
        for body in again[:10]:
            _insist(sender, body)


def hostile_between(world: World, sender: Sender, size: int) -> None:
    """Requests that are no OTLP, or far too much of it, come between good ones."""
    import gzip

    deep = b"\x0a\x04\x12\x02\x0a\x00" * 2000
    bomb = gzip.compress(b"\0" * (64 << 20))
    for _ in range(5 * size):
        for body in (b"", b"\xff" * 4096, b"\x0a" + b"\x80" * 100, deep, b"{" * 10_000, bomb):
            sender.deliver(body)
        sender.deliver(_with_many_attributes(100_000), timeout=20)


def two_migrators(world: World, sender: Sender, size: int) -> None:
    """Two migrators run at once over a store in use, and one of them dies."""
    address = f"http://127.0.0.1:{world.store.port('clickhouse')}"
    command = [sys.executable, "-m", "centspan.deploy.cli", "migrate", "--dsn", address]
    for _ in range(size):
        both = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
        time.sleep(0.5)
        both[0].kill()
        assert [each.wait() for each in both][1] == 0


FAULTS = (
    Fault("app killed (kill -9)", app_killed),
    Fault("agent killed (kill -9)", agent_killed),
    Fault("gateway killed (kill -9)", gateway_killed),
    Fault("store killed (kill -9)", store_killed),
    Fault("agent, gateway and store killed at once", all_killed),
    Fault("store away under load", store_away),
    Fault("store stands still and goes on", store_slow),
    Fault("store's disk full", store_full, mounts=True),
    Fault("gateway's disk full, store away", gateway_full),
    Fault("agent's disk full, gateway away", agent_full),
    Fault("clocks hours and days apart", clocks_apart),
    Fault("delivered again, in parts, in another order", delivered_again),
    Fault("malformed, oversized and hostile OTLP between good", hostile_between),
    Fault("two migrators, one killed", two_migrators),
)


def _insist(sender: Sender, body: bytes) -> None:
    while not sender.deliver(body):
        time.sleep(0.1)


def _with_many_attributes(count: int) -> bytes:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    request = ExportTraceServiceRequest()
    span = request.resource_spans.add().scope_spans.add().spans.add(name="x")
    for number in range(count):
        span.attributes.add(key=f"k{number}").value.string_value = "x" * 20
    return request.SerializeToString()
