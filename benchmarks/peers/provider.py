"""A provider that answers at once and a collector that takes everything, in a process of its own."""

import asyncio
import itertools
import json
import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

_CHAT = (
    '{"id":"chatcmpl-%s-%d","object":"chat.completion","created":1760000000,"model":'
    '"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_1","choices":'
    '[{"index":0,"finish_reason":"stop","logprobs":null,"message":{"role":"assistant","refusal":'
    'null,"content":"%s"}}],"usage":{"prompt_tokens":%d,"completion_tokens":200,"total_tokens":%d,'
    '"prompt_tokens_details":{"cached_tokens":128,"audio_tokens":0},"completion_tokens_details":'
    '{"reasoning_tokens":64,"audio_tokens":0}}}'
)
_MESSAGE = (
    '{"id":"msg_%s%d","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",'
    '"content":[{"type":"text","text":"%s"}],"stop_reason":"end_turn","stop_sequence":null,"usage":'
    '{"input_tokens":%d,"cache_creation_input_tokens":%d,"cache_read_input_tokens":128,'
    '"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":28},'
    '"output_tokens":200,"service_tier":"standard"}}'
)
_ANSWER = "The quick brown fox jumps over the lazy dog near the river bank. " * 4
_serial = itertools.count(1)
_run = os.urandom(4).hex()
_taken: Counter[str] = Counter()


@contextmanager
def running(cpu: int | None = None) -> Iterator[str]:
    """Serve while the block runs; yields the address, `http://127.0.0.1:port`.

    `/v1/…` are the providers' endpoints; `/sink/NAME/v1/traces` takes OTLP and counts its bytes
    under NAME, which `GET /taken` tells.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, cpu), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


def _serve(pipe: Connection, cpu: int | None) -> None:
    if cpu is not None:
        os.sched_setaffinity(0, {cpu})
    asyncio.run(_listen(pipe))


async def _listen(pipe: Connection) -> None:
    server = await asyncio.get_running_loop().create_server(_Http, "127.0.0.1", 0)
    pipe.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


class _Http(asyncio.Protocol):
    """HTTP/1.1 with Content-Length, which is all that the SDKs and exporters send."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._received = bytearray()

    def data_received(self, data: bytes) -> None:
        self._received += data
        while True:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._received[:end]).decode("latin-1").split("\r\n")
            length = _length(head[1:])
            if len(self._received) < end + 4 + length:
                return
            del self._received[: end + 4 + length]
            kind, body = _answer(head[0].split(" ")[1], length)
            self._transport.write(
                f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nx-request-id: req_1\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
            )


def _length(headers: list[str]) -> int:
    for header in headers:
        if header.lower().startswith("content-length:"):
            return int(header.partition(":")[2])
    return 0


def _answer(path: str, length: int) -> tuple[str, str]:
    tokens = length // 5
    if path.endswith("/chat/completions"):
        body = _CHAT % (_run, next(_serial), _ANSWER, tokens, tokens + 200)
        return "application/json", body
    if path.endswith("/messages"):
        return "application/json", _MESSAGE % (_run, next(_serial), _ANSWER, tokens, 128)
    if path == "/taken":
        return "application/json", json.dumps(_taken)
    _taken[path.split("/")[2] if path.startswith("/sink/") else path] += length
    return "application/x-protobuf", ""
