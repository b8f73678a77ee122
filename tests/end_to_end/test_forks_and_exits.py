"""However a process forks and ends: no call lost, none twice, no deadlock."""

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

CALL = """
import centspan.auto, os, sys, threading, time
import openai
ASK = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hi"}]}
clients = {}  # one a process: connections, and their locks, do not survive a fork
def client():
    mine = clients.get(os.getpid())
    return mine or clients.setdefault(os.getpid(), openai.OpenAI())
def call(_=None, stream=False):
    answer = client().chat.completions.create(**ASK, stream=stream)
    return len(list(answer)) if stream else answer.usage.total_tokens
"""
POOLS = """
import multiprocessing
if __name__ == "__main__":
    context = multiprocessing.get_context("{method}")
    call()
    children = [context.Process(target=call) for _ in range({width})]
    [child.start() for child in children]
    with context.Pool({width}) as pool:  # which ends its workers by SIGTERM
        pool.map(call, range(5))
    [child.join() for child in children]
    assert {{child.exitcode for child in children}} == {{0}}
    call()
"""
PREFORK = """
call()
busy = [threading.Thread(target=lambda: [call() for _ in range(12)]) for _ in range(3)]
[thread.start() for thread in busy]
workers = []
for number in range(6):  # forked while other threads are inside a call
    pid = os.fork()
    if pid == 0:
        call(); call(stream=True); (os._exit if number % 2 else sys.exit)(0)
    workers.append(pid)
    call()
[thread.join() for thread in busy]
assert [os.waitpid(pid, 0)[1] for pid in workers] == [0] * 6
call()
"""
ENDINGS = {
    "ends-in-asyncio": """
import asyncio
async def ask():
    async with openai.AsyncOpenAI() as later:
        await later.chat.completions.create(**ASK)
asyncio.run(ask()); asyncio.run(ask()); call(stream=True)
""",
    "ends-in-threads": """
def work(): call(); sys.exit(3)
thread = threading.Thread(target=work); thread.start(); thread.join()
threading.Thread(target=lambda: (time.sleep(0.3), call())).start(); call()
""",
    "ends-in-atexit": """
import atexit; atexit.register(call); call()
stream = client().chat.completions.create(**ASK, stream=True); next(iter(stream))
""",
    "ends-by-os-exit": "call(); call(); call(); os._exit(0)",
}
GUNICORN = """
call()  # in the master, before it forks
def app(environ, start_response):
    call(stream=environ["PATH_INFO"] == "/stream")
    start_response("200 OK", [])
    return [str(os.getpid()).encode()]
"""
CELERY = """
import celery
app = celery.Celery("work", broker="filesystem://", backend="file://{folder}/results")
app.conf.broker_transport_options = {{
    "data_folder_in": "{folder}/queue", "data_folder_out": "{folder}/queue",
    "control_folder": "{folder}/control", "polling_interval": 0.05,
}}
@app.task
def ask(number): return call()
if __name__ == "__main__":
    from work import ask
    results = [ask.delay(number) for number in range(8)]
    assert all(result.get(timeout=40, interval=0.05) for result in results)
"""


@pytest.fixture
def stored_once(stack, provider):
    """Checks that what the provider served an app is stored, each call once."""

    def check(name, count):
        rows = stack.calls(name)
        spans = {(row["trace_id"], row["span_id"]) for row in rows}
        assert len(rows) == len(spans) == len(provider.of(name)) == count
        tokens = sum(row["uncached_input_tokens"] for row in rows if not row["abandoned"])
        billed = sum(each.tokens["uncached_input"] for each in provider.of(name))
        assert tokens == billed or any(row["abandoned"] for row in rows)

    return check


def test_children_of_multiprocessing_store_every_call(run_apps, app, stored_once):
    """Processes and pools, forked and spawned: every call once."""
    run_apps(
        app("pool-fork", CALL + POOLS.format(method="fork", width=2)),
        app("pool-spawn", CALL + POOLS.format(method="spawn", width=1)),
    )
    stored_once("pool-fork", 9)
    stored_once("pool-spawn", 8)


def test_workers_forked_while_others_call_store_every_call(run_apps, app, stored_once):
    """A process that forks in the middle of other threads' calls: every call once, no deadlock."""
    run_apps(app("prefork", CALL + PREFORK))
    stored_once("prefork", 1 + 3 * 12 + 6 * 2 + 6 + 1)


def test_scripts_that_end_at_once_store_every_call(run_apps, app, stored_once):
    """However a script ends, by os._exit as well, each of its calls is stored once."""
    run_apps(*(app(name, CALL + code) for name, code in ENDINGS.items()))
    for name in ENDINGS:
        stored_once(name, 3)


@contextmanager
def module(environment, name, folder, *command):
    """`python -m command …`, killed where it does not end by itself."""
    with subprocess.Popen(
        [sys.executable, "-m", *command],
        env=environment(name) | {"PYTHONPATH": str(folder)},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(process, number=None):
    """What a process said until its end, after a signal where one is given."""
    if number is not None:
        process.send_signal(number)
    said, _ = process.communicate(timeout=180)
    assert process.returncode == 0, said
    return said


@pytest.fixture(scope="module", autouse=True)
def celery(environment, tmp_path_factory):
    """Works off eight tasks beside the other tests: Celery takes six seconds to stop."""
    folder = tmp_path_factory.mktemp("celery")
    for name in ("queue", "control", "results"):
        (folder / name).mkdir()
    (folder / "work.py").write_text(CALL + CELERY.format(folder=folder))
    worker = ("celery", "-A", "work", "worker", "-c", "2", "-l", "ERROR")

    def work():
        with (
            module(environment, "celery-worker", folder, *worker) as working,
            module(environment, "celery-client", folder, "work") as asking,
        ):
            ended(asking)
            ended(working, signal.SIGTERM)

    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(work)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(url):
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=30) as reply:
                return reply.read()
        except ConnectionError:
            pass
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError) or time.monotonic() > deadline:
                raise
        time.sleep(0.05)


def test_a_preforking_web_server_stores_every_call(environment, tmp_path, stored_once):
    """Gunicorn with a preloaded app and two workers, stopped by SIGTERM: every call once."""
    (tmp_path / "site_app.py").write_text(CALL + GUNICORN)
    port = free_port()
    command = ("gunicorn", "--preload", "-w", "2", "-b", f"127.0.0.1:{port}", "site_app:app")
    paths = ("/", "/stream") * 8
    with module(environment, "web-prefork", tmp_path, *command) as server:
        workers = {ask(f"http://127.0.0.1:{port}{path}") for path in paths}
        ended(server, signal.SIGTERM)
    assert str(server.pid).encode() not in workers
    stored_once("web-prefork", 1 + len(paths))


def test_celerys_workers_store_every_call(celery, stored_once):
    """A Celery worker with two forked children, stopped by SIGTERM: every call once."""
    celery.result()
    stored_once("celery-worker", 8)
