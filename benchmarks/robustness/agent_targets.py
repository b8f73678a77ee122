"""The ports of a Collector's agent under fire, before a gateway and a store: what is good must be counted once."""

import atexit
import contextlib
import shutil
import tempfile
import time
from pathlib import Path

from barrage import Outcome
from collectors import Collector, built, running_collectors
from contract import progress
from otlp_bodies import PROTOBUF
from otlp_targets import GRPC_REFUSALS, REFUSALS, TRACES, OtlpGrpc, OtlpHttp
from running import Stack, peak_bytes

SETTLES_SECONDS = 120
OWN_REFUSALS = (*REFUSALS, 404, 405, 500)
"""What the Collector's own receiver answers; a garbled body gets a 500, or is INTERNAL."""
OWN_CODES = frozenset({*(code.name for code in GRPC_REFUSALS), "INTERNAL"})


class Hops(Stack):
    """An agent and a gateway before a stack, asked at the agent's ports."""

    def __init__(self, stack: Stack) -> None:
        binary = built()
        if binary is None:
            raise SystemExit("no Collector was built: install Go, then `make collector`")
        self._stack, self.peaks = stack, [0, 0, 0]
        self._folder = Path(tempfile.mkdtemp(prefix="centspan-hops-"))
        self._running = contextlib.ExitStack()
        atexit.register(self._running.close)  # whatever ends the barrage
        store = f"http://127.0.0.1:{stack.port('clickhouse')}"
        both = self._running.enter_context(running_collectors(self._folder, store, binary=binary))
        self.both: tuple[Collector, ...] = (both.agent, both.gateway)
        self._ports = {
            name: int(both.agent.env[f"CENTSPAN_{name.upper()}"].rpartition(":")[2])
            for name in ("otlp_grpc", "otlp_http")
        }

    def query(self, sql: str, timeout: float = 60) -> list[list]:
        """Ask the store behind them."""
        return self._stack.query(sql, timeout)

    def watch(self) -> int:
        """Return the most bytes that any of the three has held."""
        now = [peak_bytes(each.process.pid) for each in self.both if each.process]
        self.peaks = [*map(max, self.peaks, [*now, self._stack.watch()])]
        return max(self.peaks)

    def ended(self) -> list[str]:
        """Which of them ended by themselves."""
        return [
            f"{'_'.join(each.configs)} ended: {each.said[-300:]}"
            for each in self.both
            if each.process and each.process.poll() is not None
        ]

    def close(self) -> None:
        """End them, and say what each has held."""
        self.watch()
        held = zip(("agent", "gateway", "store"), self.peaks, strict=True)
        progress(", ".join(f"{name} {peak / 1e6:,.0f} MB" for name, peak in held))
        self._running.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _settled(hops: Hops, good: int) -> list[str]:
    """Wait until every good span is counted, then say what is wrong."""
    sql = (
        "SELECT uniqExact(trace_id, span_id), count() FROM calls WHERE service = 'good' AND counted"
    )
    deadline = time.monotonic() + SETTLES_SECONDS
    found = hops.query(sql)[0]
    while found[0] < good and time.monotonic() < deadline:
        time.sleep(1)
        found = hops.query(sql)[0]
    problems = hops.ended()
    hops.close()
    return (
        problems
        if found == [good, good]
        else [*problems, f"{good} good spans sent, {found} counted"]
    )


class AgentHttp(OtlpHttp):
    """OTLP over HTTP at an agent."""

    refusals = OWN_REFUSALS
    broken = ()

    def __init__(self, stack: Stack) -> None:
        super().__init__(Hops(stack))

    def settle(self) -> list[str]:
        """Compare the good ones that were accepted with what the store counts."""
        return _settled(self.stack, self.good_sent)

    def _sent(self, name: str, body: bytes, path: str = TRACES, kind: str = PROTOBUF) -> Outcome:
        status, _, seconds = self._post(body, path, kind)
        return self._judged(name, status, seconds)


class AgentGrpc(OtlpGrpc):
    """OTLP over gRPC at an agent."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(Hops(stack))

    def settle(self) -> list[str]:
        """Compare the good ones that were accepted with what the store counts."""
        self._channel.close()
        return _settled(self.stack, self.good_sent)

    def _sent(self, name: str, body: bytes) -> Outcome:
        answer, said, seconds = self._call(body)
        problem = "" if answer == "OK" or answer in OWN_CODES else f"{answer}: {said.decode()}"
        return Outcome(name, answer, seconds, problem)
