"""One stack and one simulated provider for all; apps run as their users run them."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

# The helpers are modules of test code: they need a place that Python imports from.
sys.path.insert(0, str(Path(__file__).parent / "support"))
sys.path.append(str(Path(__file__).parents[2] / "benchmarks" / "robustness"))

from recorder import Recorder, recording
from simulated import Provider, serving
from stack import Stack, clean_environment, running_stack

SEED = 20261121


@dataclass
class App:
    """A script with nothing but `import centspan.auto`, and how it ended."""

    name: str
    code: str
    env: dict[str, str] = field(default_factory=dict)
    status: int | None = None
    stdout: str = ""
    stderr: str = ""


RunApps = Callable[..., list[App]]


@pytest.fixture(scope="session")
def stack(
    tmp_path_factory: pytest.TempPathFactory, new_store: Callable[[Path], Path]
) -> Iterator[Stack]:
    """A real `centspan up` process on ephemeral ports."""
    folder = tmp_path_factory.mktemp("stack")
    new_store(folder / "data")
    with running_stack(folder) as running:
        yield running


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    """A simulated OpenAI and Anthropic, with a ledger of what it would bill."""
    with serving(SEED) as running:
        yield running


@pytest.fixture
def recorder(stack: Stack) -> Iterator[Recorder]:
    """An OTLP endpoint that keeps every byte and passes it on to the stack."""
    with recording(stack.otlp_http) as running:
        yield running


@pytest.fixture(scope="session")
def environment(
    stack: Stack, provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], dict]:
    """The environment of an app by its name: where the provider is, and where telemetry goes."""
    home = tmp_path_factory.mktemp("home")

    def of(name: str) -> dict[str, str]:
        return clean_environment() | {
            "OPENAI_BASE_URL": f"{provider.url}/v1",
            "OPENAI_API_KEY": name,
            "ANTHROPIC_BASE_URL": provider.url,
            "ANTHROPIC_API_KEY": name,
            "OTEL_SERVICE_NAME": name,
            "OTEL_EXPORTER_OTLP_ENDPOINT": stack.otlp_http,
            "CENTSPAN_STREAM_USAGE_HOSTS": provider.url.removeprefix("http://"),
            "CENTSPAN_EXIT_TIMEOUT": "20",  # the machine may be busy; 2 s have a test elsewhere
            "XDG_STATE_HOME": str(home),
        }

    return of


@pytest.fixture
def run_apps(environment: Callable[[str], dict], tmp_path: Path) -> Iterator[RunApps]:
    """Runs apps side by side to their end: `run_apps(App(...), …)`; each must end with 0."""
    running: list[subprocess.Popen] = []

    def run(*apps: App, status: int = 0) -> list[App]:
        started = [(app, start(app)) for app in apps]
        running.extend(process for _, process in started)
        for app, process in started:
            app.stdout, app.stderr = process.communicate(timeout=180)
            app.status = process.returncode
            assert app.status == status, app.stderr
        return list(apps)

    def start(app: App) -> subprocess.Popen:
        script = tmp_path / f"{app.name}.py"
        script.write_text(app.code)
        return subprocess.Popen(
            [sys.executable, str(script)],
            env=environment(app.name) | app.env,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    yield run
    for process in running:
        with process:  # closes its pipes, for which a later test would be blamed
            process.kill()


@pytest.fixture
def app() -> type[App]:
    """Makes an app: `app(name, code, env)`."""
    return App
