"""One query on its thread, seen from the event loop: followed to its end, or given up."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import ClientDisconnect

from centspan.deploy.stack.clickhouse_http.body import Body
from centspan.deploy.stack.clickhouse_http.errors import ClickHouseError, from_engine
from centspan.deploy.stack.clickhouse_http.execute import Executor, Summary, Ticket
from centspan.deploy.stack.clickhouse_http.reading import Flow
from centspan.deploy.stack.clickhouse_http.request import Request

log = logging.getLogger(__name__)
KILL_AGAIN_SECONDS = 0.3


class Running:
    """A query that waits for a thread, runs, or has ended."""

    def __init__(
        self, threads: ThreadPoolExecutor, executor: Executor, request: Request, body: Body
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._executor = executor
        self._ticket = Ticket()
        self._flow: asyncio.Future[Flow] = self._loop.create_future()
        self._queued = threads.submit(executor.run, request, body, self._ticket, self._started)
        self._done = asyncio.wrap_future(self._queued)
        self._killing: asyncio.Task[None] | None = None

    async def flow(self) -> Flow | None:
        """The result once it begins to flow; None when the query ended without one."""
        await asyncio.wait((self._flow, self._done), return_when=asyncio.FIRST_COMPLETED)
        return self._flow.result() if self._flow.done() else None

    async def summary(self) -> Summary:
        """What the query did; raises ClickHouseError when it failed."""
        try:
            return await asyncio.shield(self._done)
        except ClickHouseError:
            raise
        except asyncio.CancelledError:
            if self._queued.cancelled():
                raise ClientDisconnect from None
            raise
        except Exception as failure:
            log.exception("a query failed outside the engine")
            raise from_engine(failure) from failure

    def abandon(self) -> None:
        """Nobody waits for the answer any more: keep the query from running on."""
        self._ticket.abandoned.set()
        if not self._done.done() and not self._queued.cancel() and self._killing is None:
            self._killing = self._loop.create_task(self._kill())

    async def over(self) -> None:
        """Wait until the thread is free again; a query that still runs is killed."""
        self.abandon()
        await asyncio.wait((self._done,))
        if not self._done.cancelled():
            self._done.exception()

    def _started(self, flow: Flow) -> None:
        self._loop.call_soon_threadsafe(self._flow.set_result, flow)

    async def _kill(self) -> None:
        # Again and again: a query that is only being prepared is not found yet.
        while not self._done.done():
            # On a thread of its own: all others may be busy with what is to be stopped.
            await self._loop.run_in_executor(None, self._executor.kill, self._ticket.mark)
            await asyncio.wait((self._done,), timeout=KILL_AGAIN_SECONDS)
