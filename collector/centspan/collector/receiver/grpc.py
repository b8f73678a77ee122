"""OTLP over gRPC: the Export calls of the trace, logs and metrics services."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NoReturn, cast

import grpc

from centspan.collector.receiver.answers import failure_status, success_bytes
from centspan.collector.receiver.budget import Hold
from centspan.collector.receiver.errors import BadPayload, RequestError
from centspan.collector.receiver.overdue import Overdue
from centspan.collector.receiver.prepare import Signal
from centspan.collector.receiver.receiver import Receiver, outcome
from centspan.collector.receiver.turns import Messages
from centspan.instrumentation.errors import CentspanError

SERVICES: dict[Signal, str] = {
    "traces": "opentelemetry.proto.collector.trace.v1.TraceService",
    "logs": "opentelemetry.proto.collector.logs.v1.LogsService",
    "metrics": "opentelemetry.proto.collector.metrics.v1.MetricsService",
}
STATUS_CODES: dict[int, grpc.StatusCode] = {code.value[0]: code for code in grpc.StatusCode}
DETAILS = "grpc-status-details-bin"


@dataclass(frozen=True, slots=True)
class GrpcServer:
    """A server that listens on `port`."""

    port: int
    _server: grpc.Server
    _overdue: Overdue

    def stop(self, grace: float = 5.0) -> None:
        """Take no more calls; give those under way `grace` seconds."""
        self._server.stop(grace).wait()
        self._overdue.close()


def serve(
    receiver: Receiver,
    address: str = "127.0.0.1:4317",
    interceptors: Sequence[grpc.ServerInterceptor] = (),
) -> GrpcServer:
    """Serve `receiver` on `address`, `host:port`; port 0 takes any free one.

    Raises CentspanError when the address cannot be used.
    """
    limits = receiver.limits
    overdue = Overdue(limits.silent_seconds)
    turns = Messages(receiver.budget, limits)
    # Not grpc.aio: a path that is not UTF-8 ends its server for good.
    server = grpc.server(
        ThreadPoolExecutor(limits.concurrent_calls, thread_name_prefix="centspan-otlp-grpc"),
        handlers=[_handler(receiver, turns, signal, overdue) for signal in SERVICES],
        interceptors=list(interceptors),
        options=(
            ("grpc.max_receive_message_length", limits.request_bytes),
            ("grpc.max_concurrent_streams", limits.concurrent_calls),
            ("grpc.so_reuseport", 0),  # a port in use is an error, not a second listener
        ),
    )
    try:
        port = server.add_insecure_port(address)
    except RuntimeError as error:
        raise CentspanError(
            f"cannot listen on {address} for OTLP over gRPC: the port is taken or the host is not "
            "ours; name another one"
        ) from error
    server.start()
    return GrpcServer(port, server, overdue)


def _handler(
    receiver: Receiver, turns: Messages, signal: Signal, overdue: Overdue
) -> grpc.GenericRpcHandler:
    # No deserializer: the receiver parses the bytes itself. A stream is the same on the wire as one
    # message, and lets us give a caller up who never sends it.
    export = cast("Any", grpc).stream_unary_rpc_method_handler(
        _export(receiver, turns, signal, overdue)
    )
    return grpc.method_handlers_generic_handler(SERVICES[signal], {"Export": export})


def _export(
    receiver: Receiver, turns: Messages, signal: Signal, overdue: Overdue
) -> Callable[[Iterator[bytes], Any], bytes]:
    def export(messages: Iterator[bytes], context: Any) -> bytes:
        try:
            with overdue.watching(context.cancel):
                body = next(messages, None)
            if body is None:
                raise BadPayload("expected one message, found none")
            with Hold(receiver.budget) as hold, turns.turn(len(body)):
                hold.add(len(body))
                taken = receiver.take_in(signal, "protobuf", "", body)
            return success_bytes(signal, outcome(taken))
        except RequestError as error:
            _abort(context, error)

    return export


def _abort(context: Any, error: RequestError) -> NoReturn:
    status = failure_status(error)
    context.set_trailing_metadata(((DETAILS, status.SerializeToString()),))
    context.abort(STATUS_CODES[status.code], status.message)
    raise AssertionError("abort raises")
