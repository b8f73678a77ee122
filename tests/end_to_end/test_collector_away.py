"""With no collector, or one that never answers, the app does not notice."""

import json
import socket
import time

import pytest

APP = """
import centspan.auto, json, openai, resource, sys, time
from centspan.instrumentation import Usage, record_call
from centspan.instrumentation.health import health

client = openai.OpenAI()
def call():
    began = time.perf_counter()
    client.embeddings.create(model="text-embedding-3-small", input="hi", encoding_format="float")
    return time.perf_counter() - began
def record():
    began = time.perf_counter()
    record_call(provider="openai", model="gpt-4o-mini", usage=Usage(uncached_input=9, output=9))
    return time.perf_counter() - began
def memory(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
call(), record()
before = memory()
calls = sorted(call() for _ in range(100))
records = sorted(record() for _ in range(6000))
said = {"middle": records[3000], "slowest": max(calls), "grown": memory() - before}
print(json.dumps(said | {"dropped": health().dropped_queue_full, "done": time.time()}))
"""


@pytest.fixture
def black_hole():
    """An endpoint that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_an_app_does_not_notice_that_its_collector_is_away(run_apps, app, provider, black_hole):
    """Calls stay quick, memory stays bounded, the exit is prompt, and one line warns."""
    waits = {"CENTSPAN_EXIT_TIMEOUT": "2"}
    apps = run_apps(
        app("refused", APP, waits | {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}),
        app("unanswered", APP, waits | {"OTEL_EXPORTER_OTLP_ENDPOINT": black_hole}),
    )
    ended = time.time()
    for each in apps:
        said = json.loads(each.stdout)
        assert len(provider.of(each.name)) == 101
        assert said["slowest"] < 5  # the machine may be busy; a wait for a collector takes ten
        assert said["middle"] < 0.002
        assert said["grown"] < 80
        assert said["dropped"] >= 6101 - 4096 - 1024  # a full queue, and a batch in flight
        assert ended - said["done"] < 9
        (line,) = each.stderr.splitlines()
        assert "expected an OTLP endpoint at" in line
