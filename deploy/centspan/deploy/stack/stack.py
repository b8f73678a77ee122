"""The whole product in one process: receiver, store, background work, pages."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import gettempdir

from centspan.alerts.address import Places
from centspan.alerts.budgets.followed import Followed
from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate
from centspan.collector.prices.sources import Sources
from centspan.collector.receiver import grpc as otlp_grpc
from centspan.collector.receiver import http as otlp_http
from centspan.collector.receiver.receiver import Receiver
from centspan.deploy.pages.start import Addresses, Health
from centspan.deploy.pages.start import app as start_page
from centspan.deploy.stack.clickhouse_http.app import ClickHouseHttp, without_token
from centspan.deploy.stack.http2_relay import Http2Relay
from centspan.deploy.stack.jobs import Jobs
from centspan.deploy.stack.ports import GrpcToken, Guard, Guarded
from centspan.deploy.stack.servers import Served, Servers, listening_socket

log = logging.getLogger(__name__)
# With the servers' grace these keep a stop under 10 seconds.
GRPC_GRACE_SECONDS = 2.0
RELAY_SECONDS = 0.5
RECEIVER_SECONDS = 1.5
STOP_SECONDS = 9.0
"""After a signal; the store survives whatever is cut off then."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where to listen; 0 takes any free port."""

    host: str = "127.0.0.1"
    otlp_grpc: int = 4317
    otlp_http: int = 4318
    clickhouse: int = 8123
    ui: int = 8088


@dataclass(frozen=True, slots=True)
class Alerts:
    """What is told of: budgets, and where others find boards and runbooks (the start page if not said)."""

    budgets: Followed
    places: Places
    optimize_every: timedelta | None = None
    """How often proposals are made; None: never."""


class Stack:
    """Starts every part in order and stops them in the reverse one.

    A port that is taken, or a data directory in use, raises CentspanError and leaves nothing behind.
    """

    def __init__(
        self, data: Path, ports: Ports, guard: Guard, prices: Sources, alerts: Alerts
    ) -> None:
        self._closers: list[Callable[[], object]] = []
        try:
            self._start(data, ports, guard, prices, alerts)
        except BaseException:
            self.close()
            raise

    def _start(
        self, data: Path, ports: Ports, guard: Guard, prices: Sources, alerts: Alerts
    ) -> None:
        # The ports first: they are what most often stands in the way, and cost nothing to give back.
        self._sockets = {
            name: self._bound(ports.host, port, what, option)
            for name, port, what, option in (
                ("otlp_grpc", ports.otlp_grpc, "OTLP over gRPC", "--otlp-grpc-port"),
                ("clickhouse", ports.clickhouse, "ClickHouse HTTP", "--clickhouse-port"),
                ("otlp_http", ports.otlp_http, "OTLP over HTTP", "--otlp-http-port"),
                ("ui", ports.ui, "the start page", "--ui-port"),
            )
        }
        self._engine = Engine(data)
        self._closers.append(self._engine.close)
        self._prepare_store()
        self._receiver = Receiver(self._engine)
        self._closers.append(partial(self._receiver.close, RECEIVER_SECONDS))
        self._clickhouse = ClickHouseHttp(self._engine)
        self._closers.append(self._clickhouse.close)
        ui = f"http://{_joined(ports.host, self._sockets['ui'].getsockname()[1])}"
        places = replace(alerts.places, viewer=alerts.places.viewer or ui)
        self._jobs = Jobs(self._engine, prices, alerts.budgets, places, alerts.optimize_every)
        self._closers.append(self._jobs.stop)
        self._grpc, self._relay = self._serve_grpc(guard)
        self.addresses = self._addresses(ports.host)
        self._servers = Servers(self._served(guard))
        self._jobs.start()

    def _serve_grpc(self, guard: Guard) -> tuple[otlp_grpc.GrpcServer, Http2Relay]:
        path = f"{gettempdir()}/socket"
        server = otlp_grpc.serve(self._receiver, f"unix:{path}", (GrpcToken(guard),))
        self._closers.append(partial(server.stop, GRPC_GRACE_SECONDS))
        return server, Http2Relay(self._sockets["otlp_grpc"], path)

    async def run(self, when_ready: Callable[[Addresses], None]) -> None:
        """Serve until SIGTERM or SIGINT; then accept nothing more and finish what is under way."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._wind_down)
        await self._relay.start()
        serving = asyncio.create_task(self._servers.run())
        while not all(self._servers.ready().values()) and not serving.done():
            await asyncio.sleep(0.01)
        if not serving.done():
            when_ready(self.addresses)
        await serving
        await asyncio.to_thread(self._grpc.stop, GRPC_GRACE_SECONDS)
        await self._relay.ended_within(RELAY_SECONDS)

    def _wind_down(self) -> None:
        """Close every listener at once; what is under way goes on for some seconds."""
        last = threading.Timer(STOP_SECONDS, _end)
        last.daemon = True
        last.start()
        self._servers.stop()
        self._relay.stop()
        self._jobs.wind_down()
        threading.Thread(target=self._grpc.stop, args=(GRPC_GRACE_SECONDS,)).start()

    def health(self) -> Health:
        """Which parts are ready now."""
        parts = {"store": True, "otlp_grpc": True, **self._servers.ready()}
        return Health(parts, self._jobs.states())

    def close(self) -> None:
        """Stop every part, the newest first; a failure of one keeps no other from stopping."""
        while self._closers:
            close = self._closers.pop()
            try:
                close()
            except Exception:
                log.exception("a part did not stop cleanly")

    def _bound(self, host: str, port: int, what: str, option: str):  # noqa: ANN202 (a socket)
        bound = listening_socket(host, port, what, option)
        self._closers.append(bound.close)
        return bound

    def _prepare_store(self) -> None:
        with self._engine.client() as client:
            migrate(client)
        self._engine.warm_up()

    def _served(self, guard: Guard) -> tuple[Served, ...]:
        page = start_page(self.addresses, self.health, self._engine.client)
        return (
            Served(
                "clickhouse",
                Guarded(
                    self._clickhouse, guard, open_paths=("/ping",), without_token=without_token
                ),
                self._sockets["clickhouse"],
            ),
            Served(
                "otlp_http",
                Guarded(otlp_http.app(self._receiver), guard),
                self._sockets["otlp_http"],
            ),
            Served(
                "ui",
                Guarded(page, guard, own_origin=True, open_paths=("/healthz",)),
                self._sockets["ui"],
            ),
        )

    def _addresses(self, host: str) -> Addresses:
        urls = {
            name: f"http://{_joined(host, bound.getsockname()[1])}"
            for name, bound in self._sockets.items()
        }
        return Addresses(**urls, data=str(self._engine.path))


def _end() -> None:
    log.error("did not stop within %s seconds; ended without waiting longer", STOP_SECONDS)
    os._exit(1)


def _joined(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
