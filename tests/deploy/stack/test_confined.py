"""`up` may open its own files only, whatever SQL would have it open."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import urllib3

BUDGETS = '[[budget]]\nid = "all"\namount = {amount}\nperiod = "month"\nowner = "platform"\n'
CONFINED = """\
import json, os, subprocess, sys, tempfile
from pathlib import Path
from centspan.alerts.outside import content
from centspan.deploy.stack.confined import confined

data, outside = map(Path, sys.argv[1:])
holding = confined(data)
holding.__enter__()

def tried(what):
    try:
        return what()
    except Exception as error:
        return f"{type(error).__name__} {error}"
"""


def told(tmp_path, script, **variables):
    """What a script says that runs confined to `data`, with a file outside of it."""
    (tmp_path / "outside").write_text("secret")
    paths = [str(tmp_path / name) for name in ("data", "outside")]
    done = subprocess.run(
        [sys.executable, "-c", f"{CONFINED}{script}", *paths],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | variables,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_without_confinement_files_are_read(tmp_path):
    """CENTSPAN_CONFINE=no leaves the process as it is."""
    script = "print(json.dumps(tried(outside.read_text)))"
    assert told(tmp_path, script, CENTSPAN_CONFINE="no") == "secret"


def test_a_kernel_without_it_is_told(tmp_path):
    """Where the kernel knows no such thing the stack runs, and says what is missing."""
    script = """
from centspan.deploy.stack import confined
del os.environ["CENTSPAN_CONFINE"]
said = []
confined.log.warning = lambda *words: said.append(words[0] % words[1:])
confined.OLDEST_VERSION = 99
with confined.confined(data):
    print(json.dumps([said, outside.read_text()]))
"""
    (said,), read = told(tmp_path, script, CENTSPAN_CONFINE="no")
    assert "it needs Landlock's version 99" in said
    assert read == "secret"


def test_the_engine_reads_no_file_of_others(tmp_path):
    """With every right the engine reads nothing outside; its own tables it does, from threads begun later."""
    script = """
from concurrent.futures import ThreadPoolExecutor
from centspan.collector.engine import Engine
engine = Engine(data)
def ask(sql):
    return engine.connect().query(sql, "TSVRaw").data().strip()
ask("CREATE TABLE centspan.numbers (n UInt64) ENGINE = MergeTree ORDER BY n")
ask("INSERT INTO centspan.numbers SELECT number FROM numbers(100000)")
ask("OPTIMIZE TABLE centspan.numbers FINAL")
with ThreadPoolExecutor(1) as other:
    print(json.dumps([
        other.submit(ask, "SELECT sum(n) FROM centspan.numbers").result(),
        tried(lambda: other.submit(ask, f"SELECT file('{outside}')").result()),
        tried(lambda: ask(f"SELECT * FROM file('{outside}', 'LineAsString')")),
        tried(lambda: ask(f"INSERT INTO FUNCTION file('{outside}.new', 'CSV') SELECT 1")),
        tried(lambda: ask("SELECT length(replaceAll(file('/proc/thread-self/environ'), char(0), ''))")),
    ]))
engine.close()
"""
    total, *refused, environment = told(tmp_path, script, KEY="sk-secret")
    assert total == "4999950000"
    assert all("Permission denied" in each or "Cannot open" in each for each in refused), refused
    assert not (tmp_path / "outside.new").exists()
    assert environment == "0"


def test_nothing_is_executed_and_no_file_changed(tmp_path):
    """Neither a program nor a file outside, nor the environment it began with; its own folders it writes to."""
    script = """
own = Path(tempfile.gettempdir()) / "file"
print(json.dumps([
    tried(lambda: subprocess.run(["/bin/true"])),
    tried(lambda: outside.write_text("changed")),
    tried(lambda: outside.unlink()),
    tried(lambda: Path("/proc/self/environ").read_text()),
    [own.write_text("own"), own.rename(data / "file").read_text()],
    os.environ["KEY"],
]))
"""
    *refused, own, key = told(tmp_path, script, KEY="kept")
    assert all(each.startswith("PermissionError") for each in refused), refused
    assert (own, key) == ([3, "own"], "kept")
    assert (tmp_path / "outside").read_text() == "secret"


def test_what_the_engine_needs_of_the_kernel_is_there(tmp_path):
    """Without the first the engine falls now and then as it starts; without the second each query waits milliseconds."""
    script = """
needed = ("/proc/self/auxv", "/proc/thread-self/schedstat")
print(json.dumps([tried(lambda: len(Path(each).read_bytes()) > 0) for each in needed]))
"""
    assert told(tmp_path, script) == [True, True]


def test_what_people_name_and_receivers_are_still_reached(tmp_path):
    """Budgets and secrets are read anywhere, and what tells receivers may be, by threads that run no SQL."""
    script = """
from threading import Thread
from centspan.alerts.outside import start
said = []
telling = Thread(target=lambda: said.append(outside.read_text()))
start(telling)
telling.join()
print(json.dumps([tried(outside.read_text), content(outside).decode(), *said]))
"""
    refused, *read = told(tmp_path, script)
    assert (refused.partition(" ")[0], read) == ("PermissionError", ["secret", "secret"])


@pytest.fixture
def own_up(start_up, new_store, tmp_path):
    """A stack with budgets in a folder of somebody else's, a secret among its variables, and its own TMPDIR."""
    (tmp_path / "tmp").mkdir()
    (tmp_path / "budgets.toml").write_text(BUDGETS.format(amount=1))
    options = ("--budgets", str(tmp_path / "budgets.toml"))
    variables = {"TMPDIR": str(tmp_path / "tmp"), "OPENAI_API_KEY": "sk-secret"}
    return start_up(new_store(tmp_path / "data"), *options, **variables)


def test_up_is_confined(own_up, tmp_path):
    """`up` follows a file of budgets that an editor replaces, shows no secret, and leaves no temporary file."""
    (tmp_path / "new").write_text(BUDGETS.format(amount=2))
    (tmp_path / "new").rename(tmp_path / "budgets.toml")
    deadline = time.monotonic() + 30
    asked = "SELECT toString(max(toUInt64(amount))) FROM budgets"
    while (stands := own_up.sql(asked, database="centspan").data) != b"2\n":
        assert time.monotonic() < deadline, stands
        time.sleep(0.5)
    health = json.loads(urllib3.request("GET", f"{own_up.ui}/healthz", timeout=30).data)
    assert not any(job["last_error"] for job in health["jobs"].values())
    assert b"sk-secret" not in Path(f"/proc/{own_up.process.pid}/environ").read_bytes()
    own_up.stop()
    assert not list((tmp_path / "tmp").iterdir())
