"""A Python environment for every peer, made on demand: their requirements exclude one another."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from contract import progress

_SENDS = "opentelemetry-exporter-otlp-proto-http"
_OPENAI, _ANTHROPIC = "openai>=3,<4", "anthropic>=2,<3"
# Named where many instrumentations come along: pip gives up on them, as 1.45.2 has only some.
_OTEL = "opentelemetry-sdk==1.45.1"
_ROOT = Path(__file__).parents[2]
_HTTPX = "httpx<1"  # --prerelease would take the unfinished 1.0, which the SDKs cannot use


@dataclass(frozen=True, slots=True)
class Environment:
    """What is installed together."""

    name: str
    packages: tuple[str, ...]
    prereleases: bool = False


OURS = Environment("centspan", ("--editable", _ROOT.as_posix(), _OPENAI, _ANTHROPIC, _HTTPX))
OFFICIAL = Environment(
    "official",
    (
        "opentelemetry-instrumentation-genai-openai==1.3b0",
        "opentelemetry-instrumentation-genai-anthropic==1.3b0",
        *(_SENDS, _OPENAI, _ANTHROPIC, _HTTPX),
    ),
    prereleases=True,
)
LANGFUSE = Environment("langfuse", ("langfuse==5.0.4", _OPENAI, _HTTPX))
OPENLIT = Environment("openlit", ("openlit==1.45.0", _SENDS, _OTEL, "openai<3", "anthropic<1"))
OPENINFERENCE = Environment(
    "openinference",
    (
        "openinference-instrumentation-openai==0.1.66",
        "openinference-instrumentation-anthropic==3.1.0",
        *(_SENDS, _OPENAI, _ANTHROPIC, _HTTPX),
    ),
)
PHOENIX = Environment("phoenix", ("arize-phoenix-otel==0.17.2", *OPENINFERENCE.packages))
# It says that it was tested with openai up to 2.47 and anthropic up to 1.1; it accepts newer ones.
MLFLOW = Environment("mlflow", ("mlflow-tracing==3.17.2", _SENDS, _OPENAI, _ANTHROPIC, _HTTPX))
TRACELOOP = Environment("traceloop", ("traceloop-sdk==0.62.4", _OTEL, _OPENAI, _ANTHROPIC, _HTTPX))
LOGFIRE = Environment(
    "logfire", ("logfire==5.2.0", "genai-prices==0.2.3", _OPENAI, _ANTHROPIC, _HTTPX)
)


def default_folder() -> Path:
    """Where environments are kept from run to run."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "centspan-benchmarks"


def python_of(environment: Environment, folder: Path) -> Path | None:
    """Return the environment's interpreter, made where it is missing; None where it cannot be."""
    asked = "\n".join(environment.packages)
    if environment is OURS:
        asked += (_ROOT / "pyproject.toml").read_text()
    wanted = hashlib.sha256(asked.encode()).hexdigest()[:8]
    home = (
        folder.resolve()
        / f"{environment.name}-{sys.version_info[0]}.{sys.version_info[1]}-{wanted}"
    )
    python = home / "bin" / "python"
    if (home / "complete").exists():
        return python
    progress(f"installing {environment.name} …")
    try:
        for command in _commands(environment, home, python):
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=900)
    except (OSError, subprocess.SubprocessError) as error:
        progress(f"{error}\n{(getattr(error, 'stderr', '') or '')[-600:]}")
        return None
    (home / "complete").touch()
    return python


def _commands(environment: Environment, home: Path, python: Path) -> list[list[str]]:
    made, prerelease = home.as_posix(), environment.prereleases
    if uv := shutil.which("uv"):
        how = ["--prerelease", "allow"] if prerelease else []
        return [
            [uv, "venv", "--clear", "--python", sys.executable, made],
            [uv, "pip", "install", "--python", python.as_posix(), *how, *environment.packages],
        ]
    how = ["--pre"] if prerelease else []
    return [
        [sys.executable, "-m", "venv", "--clear", made],
        [python.as_posix(), "-m", "pip", "install", "--quiet", *how, *environment.packages],
    ]
