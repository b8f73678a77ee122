"""A local provider and the spans of this process, for tests of the SDK adapters."""

import gc
import importlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from centspan.instrumentation import guard
from centspan.instrumentation.sdks import SDKS

# The provider is a package of test code: it needs a name that its own modules can import.
sys.path.insert(0, str(Path(__file__).parent))

from fake_llm.scenario import Scenario as FakeScenario
from fake_llm.server import FakeLLM, running
from fake_llm.trust import one_authority

MESSAGES = [{"role": "user", "content": "What is the capital of France?"}]


class Spans:
    """The spans that ended since the test began."""

    def __init__(self, exporter: InMemorySpanExporter) -> None:
        self._exporter = exporter

    def all(self, count: int = 0, seconds: float = 3.0) -> list[Any]:
        """Every span of a call, as soon as there are `count` or `seconds` have passed."""
        deadline = time.monotonic() + seconds
        while True:
            found = [flat(each) for each in self._exporter.get_finished_spans()]
            if len(found) >= count or time.monotonic() > deadline:
                return found
            time.sleep(0.005)

    def one(self) -> Any:
        """The only span."""
        found = self.all(1)
        assert len(found) == 1, [each.name for each in found]
        return found[0]


def flat(span: Any) -> Any:
    attributes = dict(span.attributes)
    tokens = {
        name.removeprefix("centspan.tokens."): count
        for name, count in attributes.items()
        if name.startswith("centspan.tokens.")
    }
    return SimpleNamespace(
        name=span.name,
        scope=span.instrumentation_scope.name,
        attributes=attributes,
        tokens=tokens,
        source=attributes.get("centspan.usage.source"),
        status=span.status.status_code.name,
        description=span.status.description,
        events=span.events,
    )


@pytest.fixture(scope="session", autouse=True)
def quick_clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No client here speaks TLS."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in one_authority(tmp_path_factory.mktemp("trust")).items():
            patch.setenv(name, value)
        yield


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[Spans]:
    """The spans of this test: `.one()`, `.all(n)`; each has `.attributes`, `.tokens`, `.source`.

    Fails a test in which something of ours went wrong behind the app's back.
    """
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    before = guard.swallowed()
    yield Spans(exporter)
    assert guard.swallowed() == before


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Text may be kept; what an SDK leaves open is collected in the test that opened it."""
    monkeypatch.setenv("CENTSPAN_CAPTURE_CONTENT", "true")
    yield
    gc.collect()


@pytest.fixture
def fake_llm() -> Iterator[FakeLLM]:
    """A local provider: `.url`, `.answer(Scenario(...), …)`, `.requests`."""
    with running() as fake:
        yield fake


@pytest.fixture
def scenario() -> Callable[..., FakeScenario]:
    """Makes an answer for `fake_llm.answer(...)`."""
    return FakeScenario


@pytest.fixture(scope="session")
def instrumented() -> Callable[[str], Any]:
    """Imports an SDK by name, instrumented as `import centspan.auto` does; skips if missing."""

    def load(name: str) -> Any:
        module = pytest.importorskip(name)
        for watched, adapter in SDKS:
            if watched == name or watched.startswith(name + "."):
                target = importlib.import_module(watched)
                path = f"centspan.instrumentation.sdks.{adapter}"
                importlib.import_module(path).instrument(target)
        return module

    return load


@pytest.fixture
def openai_client(instrumented: Any, fake_llm: FakeLLM) -> Iterator[Any]:
    """An OpenAI client of the local provider that does not wait between retries."""
    openai = instrumented("openai")
    with openai.OpenAI(base_url=f"{fake_llm.url}/v1", api_key="sk-test") as client:
        yield client


@pytest.fixture
def anthropic_client(instrumented: Any, fake_llm: FakeLLM) -> Iterator[Any]:
    """An Anthropic client of the local provider."""
    anthropic = instrumented("anthropic")
    with anthropic.Anthropic(base_url=fake_llm.url, api_key="sk-test") as client:
        yield client
