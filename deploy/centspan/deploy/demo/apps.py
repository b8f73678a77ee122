"""The live sample apps: the files of examples/, run as anyone would run them."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from centspan.deploy.demo.provider.server import Provider
from centspan.instrumentation import settings
from centspan.instrumentation.errors import CentspanError

SECONDS = 120
"""The longest any app may take."""


@dataclass(frozen=True, slots=True)
class App:
    """One sample app: its file, the service it is, and how much it is to do."""

    file: str
    service: str
    arguments: tuple[str, ...]


APPS = (
    App("support_rag.py", "support-api", ("--questions", "45")),
    App("classifier.py", "ticket-router", ("--tickets", "60")),
    App("nightly_summaries.py", "batch-jobs", ("--conversations", "36")),
    App("tool_agent.py", "agent-runner", ("--goals", "16")),
)


def examples() -> Path:
    """The folder of the sample apps: packed with the wheel, or at the top of a checkout."""
    packed = Path(__file__).with_name("examples")
    return packed if packed.is_dir() else Path(__file__).parents[4] / "examples"


def run_apps(provider: Provider, otlp_endpoint: str, apps: tuple[App, ...] = APPS) -> list[str]:
    """Run all apps side by side against `provider` until they end; returns what they said.

    Raises CentspanError with an app's last words when it fails.
    """
    running = [
        subprocess.Popen(
            [sys.executable, str(examples() / app.file), *app.arguments],
            env=environment(provider, otlp_endpoint, app.service),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for app in apps
    ]
    try:
        return [_ended(app, process) for app, process in zip(apps, running, strict=True)]
    finally:
        for process in running:
            process.kill()
            process.wait()


def environment(provider: Provider, otlp_endpoint: str, service: str) -> Mapping[str, str]:
    """What an app finds in its environment: the provider, and where telemetry goes."""
    foreign = ("OTEL_", "OPENAI_", "ANTHROPIC_", *(label.name for label in settings.LABELS))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return kept | {
        "OPENAI_BASE_URL": f"{provider.url}/v1",
        "OPENAI_API_KEY": "simulated",
        "ANTHROPIC_BASE_URL": provider.url,
        "ANTHROPIC_API_KEY": "simulated",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        "OTEL_SERVICE_NAME": service,
        "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=production",
        "OTEL_EXPORTER_OTLP_ENDPOINT": otlp_endpoint,
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        # The apps end at once; on a busy machine the stack may take longer than the usual 2 s.
        settings.EXIT_TIMEOUT.name: "20",
    }


def _ended(app: App, process: subprocess.Popen[str]) -> str:
    try:
        said, complaints = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise CentspanError(
            f"expected examples/{app.file} to end within {SECONDS} s; it still runs"
        ) from None
    if process.returncode:
        last = "\n".join(complaints.strip().splitlines()[-5:])
        raise CentspanError(
            f"examples/{app.file} ended with {process.returncode}; its last words:\n{last}"
        )
    return said.strip()
