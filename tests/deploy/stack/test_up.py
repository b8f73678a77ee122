"""`centspan up` as its user meets it: it starts, says what stands in the way, stops, starts again."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import grpc
import pytest
import urllib3
from odd_http2 import EXPORT
from odd_spans import plain

PORTS = ("otlp-grpc", "otlp-http", "clickhouse", "ui")


def number(url: str) -> int:
    return int(url.rpartition(":")[2])


@pytest.fixture
def refused(command, environment):
    """Runs an `up` that must not come up; returns its one line."""

    def run(*arguments, **variables):
        done = subprocess.run(  # noqa: PLW1510 (its code is what is looked at)
            command(*arguments),
            capture_output=True,
            text=True,
            timeout=60,
            env=environment(**variables),
        )
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "Traceback" not in done.stderr
        return done.stderr

    return run


def broken_off(up, sql):
    """Run a query whose server goes away."""
    with contextlib.suppress(urllib3.exceptions.HTTPError):
        up.sql(sql, max_execution_time="99")


def test_health_names_every_part(up):
    """/healthz answers 200 when all parts are ready, and says how the background jobs stand."""
    answer = urllib3.request("GET", f"{up.ui}/healthz", timeout=30)
    told = json.loads(answer.data)
    assert (answer.status, told["status"]) == (200, "ready")
    assert set(told["parts"]) == {"store", "otlp_grpc", "otlp_http", "clickhouse", "ui"}
    jobs = {"roller", "price resolver", "alerts", "notifications", "optimizer"}
    assert set(told["jobs"]) == jobs


def test_a_second_up_on_the_same_data_is_one_line(up, refused, any_ports):
    """A data directory in use is refused with the process that serves it."""
    said = refused("--data", up.data, *any_ports)
    assert f"already served by process {up.process.pid}" in said


@pytest.mark.parametrize("name", PORTS)
def test_a_taken_port_is_one_line(up, refused, tmp_path, name):
    """A taken port is named with the option that chooses another one."""
    taken = number(getattr(up, name.replace("-", "_")))
    options = [
        part for each in PORTS for part in (f"--{each}-port", str(taken if each == name else 0))
    ]
    said = refused("--data", str(tmp_path / "data"), *options)
    assert f":{taken}" in said
    assert f"--{name}-port" in said


def test_other_hosts_need_a_token(refused, tmp_path):
    """A bind that others can reach is refused without a token, before anything is opened."""
    assert "CENTSPAN_TOKEN" in refused("--host", "0.0.0.0", "--data", str(tmp_path / "data"))
    assert not (tmp_path / "data").exists()


@dataclass
class Life:
    """A stack that was stopped amid its work and started again on what it left, and on worse."""

    stopped_after: float
    exit_code: int
    again: object


@pytest.fixture(scope="module")
def life(start_up, tmp_path_factory):
    data = tmp_path_factory.mktemp("life") / "data"
    up = start_up(data)
    with contextlib.ExitStack() as held:
        for url in (up.ui, up.clickhouse, up.otlp_http) * 30:
            one = held.enter_context(socket.create_connection(("127.0.0.1", number(url))))
            one.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        head = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        for url in (up.clickhouse, up.otlp_http):
            half = held.enter_context(socket.create_connection(("127.0.0.1", number(url))))
            half.sendall(head + b"4\r\nSELE\r\n")
        channel = held.enter_context(grpc.insecure_channel(up.otlp_grpc.removeprefix("http://")))
        body = plain("kept", 5).SerializeToString()
        assert channel.unary_unary(EXPORT)(body, timeout=20) == b""
        endless = "SELECT sum(sipHash64(number)) FROM numbers(1000000000000)"
        query = threading.Thread(target=broken_off, args=(up, endless))
        query.start()
        time.sleep(0.5)
        stopped_after = up.stop()
        query.join()
    leave_behind(data / "receiver")
    return Life(stopped_after, up.process.returncode, start_up(data))


def leave_behind(spool: Path) -> None:
    """What a process leaves that is killed while it writes; one request was whole."""
    for name in ("traces-1234.part", "traces-1234.digests", "logs-99.part"):
        (spool / name).write_bytes(os.urandom(50))
    (spool / "traces-5678.otlp").write_bytes(plain("spooled", 3).SerializeToString())
    (spool / "traces-5678.digests").write_bytes(bytes(16))
    with (spool / "receipts").open("ab") as receipts:
        receipts.write(b"half")


def test_it_stops_under_load(life):
    """SIGTERM amid a long query, half requests and 90 idle connections ends it cleanly in 10 s."""
    assert life.exit_code == 0
    assert life.stopped_after < 10


def test_it_starts_again_with_what_it_had(life):
    """What was acknowledged before a stop is there after the next start."""
    kept = "SELECT count() FROM llm_calls FINAL WHERE service = 'kept'"
    assert life.again.sql(kept, database="centspan").data == b"5\n"


def test_what_a_kill_left_behind_heals(life):
    """Half-written spool files keep no one out, and a whole one is stored by the next start."""
    kept = "SELECT count() FROM otel_traces WHERE ServiceName = 'spooled'"
    assert life.again.sql(kept, database="centspan").data == b"3\n"
    spool = Path(life.again.data) / "receiver"
    assert {file.name for file in spool.iterdir()} <= {"receipts", "receipts.older"}


def test_ctrl_c_stops_it_as_well(life):
    """SIGINT ends it as cleanly."""
    assert life.again.stop(signal.SIGINT) < 10
    assert life.again.process.returncode == 0
