"""HTTP servers that share one event loop and stop when told, not by signals of their own."""

import asyncio
import contextlib
import logging
import resource
import socket
from collections.abc import Generator
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from centspan.deploy.stack.http_protocol import BoundedHttp
from centspan.instrumentation.errors import CentspanError

GRACE_SECONDS = 4


def listening_socket(host: str, port: int, what: str, option: str) -> socket.socket:
    """A bound socket; port 0 takes any free one. Raises CentspanError naming `option`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        bound.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise CentspanError(
            f"cannot listen on {host}:{port} for {what}: {reason}; "
            f"stop what holds it, or choose another port with {option} (0 takes any free one)"
        ) from error
    return bound


def allow_many_files() -> None:
    """Open as many files and sockets as the system lets this process: 1024 are soon gone."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@dataclass(frozen=True, slots=True)
class Served:
    """One app on one bound socket."""

    name: str
    app: ASGIApp
    socket: socket.socket


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Signals are the stack's, which stops its parts in order."""
        yield


class Servers:
    """Runs every app until `stop`."""

    def __init__(self, served: tuple[Served, ...]) -> None:
        logger = logging.getLogger("uvicorn.error")
        logger.addFilter(_news)
        logger.setLevel(logging.ERROR)  # its warnings are about what strangers send
        self._served = served
        self._servers = tuple(_Server(_config(one.app)) for one in served)

    async def run(self) -> None:
        """Serve until `stop`, then let requests under way finish for some seconds."""
        async with asyncio.TaskGroup() as group:
            for server, one in zip(self._servers, self._served, strict=True):
                group.create_task(server.serve(sockets=[one.socket]))

    def ready(self) -> dict[str, bool]:
        """Which of them accept connections."""
        return {
            one.name: server.started and not server.should_exit
            for server, one in zip(self._servers, self._served, strict=True)
        }

    def stop(self) -> None:
        """Accept nothing more."""
        for server in self._servers:
            server.should_exit = True


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        http=BoundedHttp,
        ws="none",
        server_header=False,
        proxy_headers=False,
        limit_concurrency=1000,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _news(record: logging.LogRecord) -> bool:
    """An answer broken off on purpose (a query failed midway, a stop) is none."""
    kind = record.exc_info[0] if record.exc_info else None
    on_purpose = ("returned without completing response", "graceful shutdown exceeded")
    return kind is not asyncio.CancelledError and not any(
        words in record.getMessage() for words in on_purpose
    )
