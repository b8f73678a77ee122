"""ClickHouse's HTTP interface as an ASGI app."""

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from centspan.collector.engine import Engine
from centspan.deploy.stack.clickhouse_http import execute, request
from centspan.deploy.stack.clickhouse_http.body import Body, spool
from centspan.deploy.stack.clickhouse_http.errors import ClickHouseError, error
from centspan.deploy.stack.clickhouse_http.forms import is_form, with_form
from centspan.deploy.stack.clickhouse_http.replies import (
    BrokenOff,
    Reply,
    error_body,
    error_headers,
)
from centspan.deploy.stack.clickhouse_http.results import Answer
from centspan.deploy.stack.clickhouse_http.running import KILL_AGAIN_SECONDS, Running
from centspan.deploy.stack.clickhouse_http.sessions import Sessions

log = logging.getLogger(__name__)
AT_ONCE = 8
WAITING = 64
INSERTS_AT_ONCE = 4
"""Of those whose statement is in the URL, as a gateway's: they wait for no question, however long it takes."""
FORMS_AT_ONCE = 2
"""They are taken apart in memory."""
OK_PATHS = ("/ping", "/replicas_status")


class ClickHouseHttp:
    """The ASGI app; `close` it after the last request."""

    def __init__(self, engine: Engine) -> None:
        self._sessions = Sessions(engine)
        self._executor = execute.Executor(engine, self._sessions)
        # A query needs a thread to run on and, while its result flows, one to read it.
        self._running = ThreadPoolExecutor(AT_ONCE, "centspan-query")
        self._inserting = ThreadPoolExecutor(INSERTS_AT_ONCE, "centspan-insert")
        self._reading = ThreadPoolExecutor(AT_ONCE, "centspan-answer")
        self._forms = asyncio.Semaphore(FORMS_AT_ONCE)
        self._taken = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        http = HttpRequest(scope, receive)
        try:
            await self._route(http, scope, receive, send)
        except (ClientDisconnect, BrokenOff):
            return  # with the answer unfinished: the server then closes the connection
        except ClickHouseError as failure:
            await _refuse(failure, http, send)

    def close(self) -> None:
        """Stop what still runs and close the sessions."""
        self._executor.close()
        for threads in (self._running, self._inserting):
            threads.shutdown(wait=False, cancel_futures=True)
            ended = threading.Thread(target=threads.shutdown, daemon=True)
            ended.start()
            while ended.is_alive():  # a query that is only being prepared is not found at first
                self._executor.kill()
                ended.join(KILL_AGAIN_SECONDS)
        self._reading.shutdown()
        self._sessions.close()

    async def _route(self, http: HttpRequest, scope: Scope, receive: Receive, send: Send) -> None:
        if http.method not in ("GET", "HEAD", "POST"):
            text = f"expected GET or POST, found {http.method}\n"
            await PlainTextResponse(text, 405, {"Allow": "GET, POST"})(scope, receive, send)
        elif http.url.path in OK_PATHS or _greeting(http):
            await PlainTextResponse("Ok.\n")(scope, receive, send)
        elif http.url.path not in ("/", "/query"):
            text = f"There is no handle {http.url.path[:200]}\n\nUse / for queries, or /ping.\n"
            await PlainTextResponse(text, 404)(scope, receive, send)
        else:
            await self._query(http, receive, send)

    async def _query(self, http: HttpRequest, receive: Receive, send: Send) -> None:
        asked = request.read(http.method, http.query_params.multi_items(), http.headers)
        # Those whose body is still on its way are not counted: they may be slow on purpose.
        with await spool(http.stream()) as file:
            if self._taken >= AT_ONCE + WAITING:
                raise error(202, f"{self._taken} queries run or wait already; try again later")
            self._taken += 1
            try:
                form = is_form(content_type := http.headers.get("content-type", ""))
                async with self._forms if form else nullcontext():
                    if form:
                        asked = with_form(asked, content_type, file)
                    body = Body(file, asked.content_encoding, asked.decompress)
                    await self._answer(asked, body, Reply(asked, send, http.method), receive)
            finally:
                self._taken -= 1

    async def _answer(
        self, asked: request.Request, body: Body, reply: Reply, receive: Receive
    ) -> None:
        threads = self._inserting if _inserts(asked.query) else self._running
        running = Running(threads, self._executor, asked, body)
        gone = asyncio.create_task(_gone(receive))
        gone.add_done_callback(lambda _: running.abandon())
        try:
            flow = await running.flow()
            if flow is not None:
                await self._stream(Answer(flow, asked), running, reply)
            else:
                await reply.finished(await running.summary())
        finally:
            gone.cancel()
            await running.over()

    async def _stream(self, answer: Answer, running: Running, reply: Reply) -> None:
        loop = asyncio.get_running_loop()
        try:
            reply.begin(answer.format)
            while (piece := await loop.run_in_executor(self._reading, answer.next)) is not None:
                await reply.write(piece)
            await reply.end(await running.summary(), answer)
        except ClickHouseError as failure:
            await reply.failed(failure, answer)
        finally:
            running.abandon()
            # Not here: it waits for the reader, who waits for a query that is only being stopped.
            self._reading.submit(answer.close)


async def without_token(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request that lacks the port's token, in the blocks that it asked for."""
    failure = error(516, "a token is needed: send it as Bearer, X-ClickHouse-Key or password")
    await _refuse(failure, HttpRequest(scope, receive), send)


async def _gone(receive: Receive) -> None:
    """Returns when the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _inserts(query: str) -> bool:
    return query.lstrip()[:6].upper() == "INSERT"


def _greeting(http: HttpRequest) -> bool:
    has_query = "query" in http.query_params
    return http.url.path == "/" and http.method in ("GET", "HEAD") and not has_query


async def _refuse(failure: ClickHouseError, http: HttpRequest, send: Send) -> None:
    body = error_body(failure, request.compressed_by(http.query_params))
    answer = PlainTextResponse(body, failure.status, error_headers(failure))
    await answer(http.scope, http.receive, send)
