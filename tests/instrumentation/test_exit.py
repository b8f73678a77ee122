"""How processes leave: no call lost, none twice, no deadlock, no delay the app would notice."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

CALL = """
import os
import centspan.auto
from centspan.instrumentation import provider

provider.prepare()  # as every hook does when its SDK is imported

def call(name):
    span = provider.tracer().start_span(
        f"chat {name}", attributes={"gen_ai.operation.name": "chat", "app.pid": os.getpid()}
    )
    span.end()
    return name

"""


def env(sink):
    """Enough time to leave on a busy machine; the promise of 2 s has tests of its own."""
    return {"OTEL_EXPORTER_OTLP_ENDPOINT": sink.endpoint, "CENTSPAN_EXIT_TIMEOUT": "30"}


def names(sink):
    return sorted(span["name"].removeprefix("chat ") for span in sink.spans())


def run(run_python, sink, code, **settings):
    result = run_python(CALL + code, env(sink) | settings)
    assert result.returncode == 0, result.stderr
    assert "centspan" not in result.stderr
    return names(sink)


ENDINGS = {
    "falls off the end": "call('a')",
    "sys.exit": "import sys; call('a'); sys.exit(0)",
    "a daemon thread's call": (
        "import threading; t = threading.Thread(target=call, args=('a',), daemon=True);"
        "t.start(); t.join(); threading.Thread(target=lambda: __import__('time').sleep(60),"
        "daemon=True).start()"
    ),
    "asyncio.run twice": """
import asyncio
async def main(name): call(name)
asyncio.run(main('a')); asyncio.run(main('b'))
""",
    "a thread that outlives main": """
import threading, time
threading.Thread(target=lambda: (time.sleep(0.3), call('a'))).start()
""",
    "os._exit": "call('a'); os._exit(0)",
    "os._exit of a thread": """
import threading, time
call('a'); threading.Thread(target=os._exit, args=(0,)).start(); time.sleep(60)
""",
    "a daemon's parents": """
call('a')
if os.fork(): os._exit(0)
if os.fork(): os._exit(0)
call('b'); os._exit(0)
""",
    "an atexit handler's call": "import atexit; call('a'); atexit.register(call, 'b')",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_exit_sends_every_call(ending, otlp_sink, run_python):
    """A script that ends right after its calls loses none and sends none twice."""
    sent = run(run_python, otlp_sink, ENDINGS[ending])
    assert sent in (["a"], ["a", "b"])
    assert sent == sorted({"a"} | ({"b"} if "'b'" in ENDINGS[ending] else set()))


def test_exit_after_our_own_handler_sends_too(otlp_sink, run_python):
    """A call that ends after we flushed at exit goes out as well."""
    code = "import atexit\natexit.register(lambda: call('late'))\n" + CALL + "call('a')"
    result = run_python(code, env(otlp_sink))
    assert result.returncode == 0, result.stderr
    assert names(otlp_sink) == ["a", "late"]


def test_exit_by_an_unhandled_exception_sends_every_call(otlp_sink, run_python):
    """An app that dies of an exception has its calls recorded, its status and traceback kept."""
    result = run_python(CALL + "call('a')\nraise ValueError('the app\\'s own')", env(otlp_sink))
    assert result.returncode == 1
    assert "ValueError: the app's own" in result.stderr
    assert names(otlp_sink) == ["a"]


def test_exit_of_forked_workers_sends_every_call_once(otlp_sink, run_python):
    """Pre-fork servers: master and workers, forked while calls are queued, each send their own."""
    code = """
import sys
call('master')
workers = []
for number in range(3):
    pid = os.fork()
    if pid == 0:
        call(f'worker{number}a'); call(f'worker{number}b')
        (os._exit if number else sys.exit)(0)
    workers.append(pid)
for pid in workers:
    assert os.waitpid(pid, 0)[1] == 0
call('master again')
"""
    sent = run(run_python, otlp_sink, code)
    assert sent == sorted(
        ["master", "master again", *(f"worker{n}{x}" for n in range(3) for x in "ab")]
    )


POOLS = """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
if __name__ == '__main__':
    context = multiprocessing.get_context({method!r})
    children = [context.Process(target=call, args=(f'process{{n}}',)) for n in range(2)]
    [child.start() for child in children]; [child.join() for child in children]
    assert [child.exitcode for child in children] == [0, 0]
    with context.Pool(2) as pool:  # which ends its workers by SIGTERM
        pool.map(call, ['pool0', 'pool1', 'pool2'])
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        list(pool.map(call, ['executor0', 'executor1']))
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_exit_of_multiprocessing_children_sends_every_call(method, otlp_sink, run_python):
    """Children of multiprocessing, however started and ended, send each call once."""
    sent = run(run_python, otlp_sink, POOLS.format(method=method))
    assert " ".join(sent) == "executor0 executor1 pool0 pool1 pool2 process0 process1"


def test_exit_of_children_flushes_the_apps_provider(otlp_sink, run_python):
    """Where the app has a provider, its forked children's last spans are flushed through it."""
    code = """
import multiprocessing
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
trace.set_tracer_provider(TracerProvider())
trace.get_tracer_provider().add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
child = multiprocessing.get_context('fork').Process(target=call, args=('child',))
call('parent'); child.start(); child.join()
assert child.exitcode == 0
"""
    assert run(run_python, otlp_sink, code) == ["child", "parent"]


@pytest.mark.parametrize("ending", ["", "; os._exit(0)"])
def test_exit_is_not_delayed_by_an_endpoint_that_never_answers(ending, otlp_sink, run_python):
    """With a collector that hangs the app ends within the exit timeout and says so in one line."""
    otlp_sink.delay = 30.0
    code = "import time; started = time.time(); [call(str(n)) for n in range(600)]\n"
    code += f"print(time.time() - started, flush=True){ending}"
    begun = time.monotonic()
    result = run_python(CALL + code, env(otlp_sink) | {"CENTSPAN_EXIT_TIMEOUT": "1"})
    assert time.monotonic() - begun < 9  # OTLP itself gives up after ten
    assert result.returncode == 0
    assert float(result.stdout) < 5  # the calls themselves never waited
    assert len(result.stderr.splitlines()) == 1
    assert "600 spans lost at exit" in result.stderr


def test_exit_and_run_without_any_collector_cost_one_log_line(run_python):
    """With no collector at all the app runs and ends as ever, with one warning, no traceback."""
    code = "import time\nfor n in range(10): call(str(n)); time.sleep(0.05)"
    begun = time.monotonic()
    nowhere = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_BSP_SCHEDULE_DELAY": "50"}
    result = run_python(CALL + code, nowhere)
    assert result.returncode == 0
    assert time.monotonic() - begun < 30  # OTLP itself tries for a minute
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert "expected an OTLP endpoint at http://127.0.0.1:9/v1/traces" in result.stderr


def test_exit_keeps_the_status_of_os_exit(otlp_sink, run_python):
    """os._exit ends the process with the app's own status, also where nothing was recorded."""
    for code in ("call('a'); os._exit(7)", "os._exit(status=7)"):
        result = run_python(CALL + code, env(otlp_sink))
        assert (result.returncode, result.stderr) == (7, "")
    assert names(otlp_sink) == ["a"]


def test_exit_keeps_calls_through_an_outage(otlp_sink, run_python):
    """A collector that refuses for a while gets every call once when it is back."""
    otlp_sink.answer = 400
    code = "import time\ncall('a'); time.sleep(1.3)"

    def recover():
        time.sleep(1.0)
        otlp_sink.answer = 200

    thread = threading.Thread(target=recover)
    thread.start()
    result = run_python(CALL + code, env(otlp_sink) | {"OTEL_BSP_SCHEDULE_DELAY": "50"})
    thread.join()
    assert result.returncode == 0
    assert names(otlp_sink) == ["a"]


def test_exit_leaves_sigterm_to_the_app(otlp_sink, tmp_path):
    """SIGTERM keeps its default action: no handler of ours, and the exit status says so."""
    script = tmp_path / "app.py"
    script.write_text(
        CALL + "import signal, time\ncall('a')\n"
        "print(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL, flush=True); time.sleep(60)"
    )
    environment = os.environ | env(otlp_sink)
    environment["PYTHONPATH"] = str(Path(__file__).parents[2] / "instrumentation")
    with subprocess.Popen(
        [sys.executable, str(script)], env=environment, stdout=subprocess.PIPE, text=True
    ) as app:
        assert app.stdout is not None
        assert app.stdout.readline() == "True\n"
        otlp_sink.wait_for(1)  # the last second is what SIGTERM's default action may cost
        app.send_signal(signal.SIGTERM)
        assert app.wait(5) == -signal.SIGTERM
    assert names(otlp_sink) == ["a"]


def test_exit_flush_sends_at_once(otlp_sink, run_python):
    """`flush()` returns True when all calls are sent, for functions that freeze after answering."""
    code = "from centspan.instrumentation.exit import flush\ncall('a'); assert flush(); os._exit(0)"
    assert run(run_python, otlp_sink, code) == ["a"]


def test_exit_of_a_child_forked_inside_a_call_leaves_it_to_the_parent(otlp_sink, run_python):
    """A call open while the process forks is sent once, by the process that made it."""
    code = """
import sys
tracer = provider.tracer()
span = tracer.start_span("chat open", attributes={"gen_ai.operation.name": "chat"})
pid = os.fork()
call('child' if pid == 0 else 'parent')
if pid:
    assert os.waitpid(pid, 0)[1] == 0
span.end()
"""
    assert run(run_python, otlp_sink, code) == ["child", "open", "parent"]


def test_exit_of_celerys_workers_sends_every_call(otlp_sink, run_python):
    """Children of billiard, which Celery's prefork pool uses, send each call once."""
    code = """
import billiard
if __name__ == '__main__':
    children = [billiard.Process(target=call, args=(f'{n}',)) for n in range(2)]
    [child.start() for child in children]; [child.join() for child in children]
    assert [child.exitcode for child in children] == [0, 0]
    call('main')
"""
    assert run(run_python, otlp_sink, code) == ["0", "1", "main"]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_exit_of_a_pools_workers_takes_no_time_of_their_calls(method, otlp_sink, run_python):
    """However slow the collector is, a pool's workers wait for it only when they are ended."""
    otlp_sink.delay = 0.8
    code = """
import multiprocessing, time
if __name__ == '__main__':
    with multiprocessing.get_context('METHOD').Pool(1) as pool:
        pool.map(call, ['warm'])
        started = time.monotonic()
        pool.map(call, [str(number) for number in range(5)])
        assert time.monotonic() - started < 3  # waiting takes four
""".replace("METHOD", method)
    assert run(run_python, otlp_sink, code) == ["0", "1", "2", "3", "4", "warm"]


def test_exit_of_a_stuck_worker_is_not_prevented(otlp_sink, run_python):
    """A pool's worker that is stuck outside Python ends when its pool is terminated, all the same."""
    code = """
import hashlib, multiprocessing, time
def stuck(name):
    call(name)
    hashlib.pbkdf2_hmac('sha256', b'', b'', 10**9)  # for minutes, and no Python handler runs
if __name__ == '__main__':
    pool = multiprocessing.get_context('fork').Pool(1)
    pool.apply_async(stuck, ('a',))
    time.sleep(1)
    started = time.monotonic()
    pool.terminate()
    pool.join()
    assert time.monotonic() - started < 60  # of the minutes it is stuck for
"""
    assert run(run_python, otlp_sink, code, CENTSPAN_EXIT_TIMEOUT="0.5") == ["a"]
