"""A real `centspan up` in a process of its own, shared by the tests of this folder."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import clickhouse_connect
import pytest
import urllib3

ANY_PORTS = (
    *("--otlp-grpc-port", "0"),
    *("--otlp-http-port", "0"),
    *("--clickhouse-port", "0"),
    *("--ui-port", "0"),
)


# What is hostile is shared with the long runs.
sys.path.append(str(Path(__file__).parents[2] / "benchmarks" / "robustness"))


@dataclass
class Up:
    """A running `centspan up`."""

    process: subprocess.Popen
    ui: str
    clickhouse: str
    otlp_http: str
    otlp_grpc: str
    data: str

    @property
    def port(self) -> int:
        return int(self.clickhouse.rpartition(":")[2])

    def client(self, **options):
        options = {"database": "centspan"} | options
        return clickhouse_connect.get_client(host="127.0.0.1", port=self.port, **options)

    def sql(self, sql, method="POST", headers=None, **parameters):
        """One request as curl would make it; returns the urllib3 response."""
        body = sql.encode() if isinstance(sql, str) else sql
        url = f"{self.clickhouse}/?{urlencode(parameters)}"
        return urllib3.request(method, url, body=body, headers=headers, retries=False, timeout=60)

    def peak_megabytes(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def stop(self, number=signal.SIGTERM) -> float:
        """Seconds until the process was gone."""
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(20)
        return time.monotonic() - begun


def command(*arguments):
    return [sys.executable, "-m", "centspan.deploy.cli", "up", *arguments]


def environment(**variables):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CENTSPAN_")}
    return kept | variables


@pytest.fixture(name="command")
def command_line():
    """The command line of an `up`, for those who run it themselves."""
    return command


@pytest.fixture(name="environment")
def clean_environment():
    """This process's environment without our variables, and with those given."""
    return environment


@pytest.fixture
def any_ports():
    """Options that take any free ports."""
    return ANY_PORTS


@pytest.fixture(scope="session")
def start_up():
    """Starts `centspan up` with `--json` and waits until it is ready."""
    started = []

    def start(data, *arguments, ports=ANY_PORTS, **variables):
        process = subprocess.Popen(
            command("--data", str(data), "--json", *ports, *arguments),
            stdout=subprocess.PIPE,
            env=environment(**variables),
            text=True,
        )
        started.append(process)
        line = process.stdout.readline()
        assert line, f"up ended with {process.wait(10)} before it was ready"
        return Up(process, **json.loads(line))

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="session")
def up(start_up, tmp_path_factory, new_store):
    """One stack for all tests that leave it as they found it."""
    return start_up(new_store(tmp_path_factory.mktemp("up") / "data"))


@pytest.fixture
def client(up):
    with up.client() as client:
        yield client


@pytest.fixture
def table(client):
    """A table of its own for one test: number UInt64, text String, at DateTime64(3)."""
    client.command(
        "CREATE OR REPLACE TABLE scratch (number UInt64, text String, at DateTime64(3)) "
        "ENGINE = MergeTree ORDER BY number"
    )
    yield "scratch"
    client.command("DROP TABLE scratch")
