"""The Collector that `make collector` builds, as the gateway of collector/otelcol: its queue on disk, its content rules.

Only its doors differ: OTLP/gRPC on loopback without TLS and token, as the generator speaks neither.
"""

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket

from stack.up import wait_for

CONFIGS = Path(__file__).parents[2] / "collector" / "otelcol"
_DOORS = """\
receivers:
  otlp/plain: {protocols: {grpc: {endpoint: "127.0.0.1:%d", max_recv_msg_size_mib: 16}}}
exporters:
  nop: {}
service:
  extensions: [health_check, file_storage]
  pipelines:
    traces: {receivers: [otlp/plain], exporters: [%s]}
    logs: {receivers: [otlp/plain]}
    metrics: {receivers: [otlp/plain]}
"""


@dataclass(frozen=True, slots=True)
class Gateway:
    """Its process and where it listens."""

    pid: int
    otlp_grpc: str

    def cpu_seconds(self) -> float:
        """CPU time the process has used, all threads; 0 where the system does not tell."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def built() -> Path:
    """The binary; raises SystemExit where there is none."""
    command = [sys.executable, (CONFIGS / "build.py").as_posix(), "--where"]
    path = Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())
    if not path.exists():
        raise SystemExit(f"expected the Collector at {path}, found nothing: run `make collector`")
    return path


@contextmanager
def running(folder: Path, exporter: str, clickhouse: str) -> Generator[Gateway]:
    """Start it with one `exporter`, `clickhouse` or `nop`; raises RuntimeError where it does not start."""
    folder.mkdir()
    otlp, health = _free_port(), _free_port()
    doors = folder / "doors.yaml"
    doors.write_text(_DOORS % (otlp, exporter))
    configs = [*(CONFIGS / name for name in ("gateway.yaml", "content.yaml")), doors]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [built().as_posix(), *(f"--config={each}" for each in configs)],
            env=_environment(folder, clickhouse, health),
            stderr=log,
        )
    try:
        _wait_for(f"http://127.0.0.1:{health}", folder / "log")
        yield Gateway(process.pid, f"http://127.0.0.1:{otlp}")
    finally:
        process.terminate()
        process.wait()


def _environment(folder: Path, clickhouse: str, health: int) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if "CENTSPAN" not in name}
    return plain | {
        "CENTSPAN_CLICKHOUSE": clickhouse,
        "CENTSPAN_QUEUE_DIR": (folder / "queue").as_posix(),
        "CENTSPAN_HEALTH": f"127.0.0.1:{health}",
        "CENTSPAN_OWN_METRICS_MS": "3600000",
        # Of the doors that are not opened; their configuration is checked all the same.
        "CENTSPAN_TLS_CERT": "none",
        "CENTSPAN_TLS_KEY": "none",
        "CENTSPAN_TOKEN_FILE": "none",
    }


def _wait_for(url: str, log: Path) -> None:
    try:
        wait_for(url)
    except OSError:
        raise RuntimeError(f"the Collector did not start: {log.read_text()[-500:]}") from None


def _free_port() -> int:
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
