"""The Collector that `make collector` builds, as an agent and as a gateway, on free ports."""

import contextlib
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import trustme
from running import free_port

CONFIGS = Path(__file__).parents[2] / "collector" / "otelcol"
TOKEN = "a token of tests"  # noqa: S105: it guards nothing


def built() -> Path | None:
    """The binary; None where it was not built, as this machine has no Go."""
    said = subprocess.run(
        [sys.executable, CONFIGS / "build.py", "--where"],
        capture_output=True,
        text=True,
        check=True,
    )
    path = Path(said.stdout.strip())
    return path if path.exists() else None


@dataclass
class Collector:
    """One Collector: killed and started again, it has the same ports and the same folder for what waits."""

    binary: Path
    configs: tuple[str, ...]
    folder: Path
    env: dict[str, str]
    health: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    @property
    def command(self) -> list[str]:
        return [str(self.binary), *(f"--config={CONFIGS / name}" for name in self.configs)]

    @property
    def environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if "CENTSPAN" not in name}
        queue = {"CENTSPAN_QUEUE_DIR": str(self.folder / "queue")}
        return plain | queue | self.env | {"CENTSPAN_HEALTH": f"127.0.0.1:{self.health}"}

    def start(self) -> None:
        """Start it and wait until it says that it is healthy."""
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self.command, env=self.environment, stderr=log)
        deadline = time.monotonic() + 30
        while not self._healthy():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def kill(self) -> None:
        """End it without a chance to say goodbye."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    @property
    def said(self) -> str:
        return (self.folder / "log").read_text()

    def _healthy(self) -> bool:
        with contextlib.suppress(OSError):
            url = f"http://127.0.0.1:{self.health}"
            with urllib.request.urlopen(url, timeout=2) as answer:
                return answer.status == 200
        return False


@dataclass
class Collectors:
    """An agent and the gateway that it sends to."""

    agent: Collector
    gateway: Collector
    otlp: str
    """Where apps send to."""
    gateway_otlp: str
    trust: ssl.SSLContext


@contextlib.contextmanager
def running_collectors(
    folder: Path, clickhouse: str, *more: str, binary: Path, **env: str
) -> Iterator[Collectors]:
    """Start both; `more` are further configs of the gateway, `env` is for both."""
    secrets = _secrets(folder)
    grpc, http = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    gateway_port, gateway_http = free_port(), free_port()
    gateway = Collector(
        binary,
        ("gateway.yaml", "content.yaml", *more),
        folder / "gateway",
        secrets
        | env
        | {
            "CENTSPAN_CLICKHOUSE": clickhouse,
            "CENTSPAN_OTLP_GRPC": f"127.0.0.1:{gateway_port}",
            "CENTSPAN_OTLP_HTTP": f"127.0.0.1:{gateway_http}",
            "CENTSPAN_OWN_METRICS": f"127.0.0.1:{free_port()}",
        },
    )
    agent = Collector(
        binary,
        ("agent.yaml", "content.yaml"),
        folder / "agent",
        secrets
        | env
        | {
            "CENTSPAN_OTLP_GRPC": grpc,
            "CENTSPAN_OTLP_HTTP": http,
            "CENTSPAN_GATEWAYS": f'["localhost:{gateway_port}"]',
        },
    )
    try:
        gateway.start()
        agent.start()
        trust = ssl.create_default_context(cafile=secrets["CENTSPAN_GATEWAY_CA"])
        yield Collectors(
            agent, gateway, f"http://{http}", f"https://localhost:{gateway_http}/v1/traces", trust
        )
    finally:
        for each in (agent, gateway):
            if each.process:
                each.kill()


def _secrets(folder: Path) -> dict[str, str]:
    authority = trustme.CA()
    issued = authority.issue_cert("localhost")
    files = {name: folder / name for name in ("ca.pem", "cert.pem", "key.pem", "token")}
    authority.cert_pem.write_to_path(str(files["ca.pem"]))
    issued.cert_chain_pems[0].write_to_path(str(files["cert.pem"]))
    issued.private_key_pem.write_to_path(str(files["key.pem"]))
    files["token"].write_text(TOKEN)
    return {
        "CENTSPAN_GATEWAY_CA": str(files["ca.pem"]),
        "CENTSPAN_TLS_CERT": str(files["cert.pem"]),
        "CENTSPAN_TLS_KEY": str(files["key.pem"]),
        "CENTSPAN_TOKEN_FILE": str(files["token"]),
        "CENTSPAN_OWN_METRICS_MS": "1000",
    }
