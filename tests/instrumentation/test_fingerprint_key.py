"""The key of the fingerprints: given, kept or made up, and never twice."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from centspan.instrumentation import fingerprint_key as module
from centspan.instrumentation.fingerprint import chat
from centspan.instrumentation.prefix_chain import name_hash

ASK = (
    "from centspan.instrumentation.fingerprint_key import fingerprint_key as key; "
    "print(key().id, key().origin)"
)


@pytest.fixture(autouse=True)
def _anew(monkeypatch, tmp_path):
    for name in ("CENTSPAN_FINGERPRINT_KEY", "CENTSPAN_FINGERPRINT_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget():
    module.fingerprint_key.cache_clear()
    name_hash.cache_clear()


def test_a_given_key_is_used_and_nothing_is_written(monkeypatch, tmp_path):
    """Replicas with one `CENTSPAN_FINGERPRINT_KEY` have one id and one hash."""
    monkeypatch.setenv("CENTSPAN_FINGERPRINT_KEY", "the team's secret")
    first = module.fingerprint_key()
    forget()
    assert module.fingerprint_key() == first
    assert first.origin == "environment"
    assert "secret" not in first.id
    assert not (tmp_path / "state").exists()


def test_the_id_is_four_bytes_of_hex_and_says_nothing_of_the_secret():
    """Eight hex digits that differ by key."""
    key = module.fingerprint_key()
    assert len(bytes.fromhex(key.id)) == 4
    assert key.id not in key.secret.hex()


def test_a_random_key_is_kept_for_the_user_alone(tmp_path):
    """The file is 0600, and the next process reads the same key."""
    first = module.fingerprint_key()
    path = tmp_path / "state" / "centspan" / "fingerprint.key"
    assert first.origin == "file"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["fingerprint.key"]
    forget()
    assert module.fingerprint_key() == first


def test_a_key_file_may_be_named(monkeypatch, tmp_path):
    """`CENTSPAN_FINGERPRINT_KEY_FILE` is read as it is, a mounted secret for example."""
    secret = tmp_path / "secret"
    secret.write_text("mounted\n")
    monkeypatch.setenv("CENTSPAN_FINGERPRINT_KEY_FILE", str(secret))
    assert module.fingerprint_key().origin == "file"
    assert secret.read_text() == "mounted\n"


def test_processes_that_start_at_once_agree(tmp_path):
    """Eight processes without a key end up with one."""

    def ask(_):
        command = [sys.executable, "-c", ASK]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout.strip() or done.stderr

    with ThreadPoolExecutor(8) as pool:
        said = set(pool.map(ask, range(8)))
    assert len(said) == 1
    assert said.pop().endswith(" file")


def test_an_unwritable_home_costs_only_comparability(monkeypatch, tmp_path):
    """Where nothing can be kept, a key in memory serves this process."""
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    key = module.fingerprint_key()
    assert key.origin == "memory"
    assert chat({"messages": [{"role": "user", "content": "hi"}]}).key_id == key.id


def test_an_empty_key_file_is_replaced(tmp_path):
    """A file that a crash left empty does not stay."""
    path = tmp_path / "state" / "centspan" / "fingerprint.key"
    path.parent.mkdir(parents=True)
    path.touch()
    assert module.fingerprint_key().origin == "file"
    assert len(path.read_bytes()) == 64


def test_another_key_gives_other_hashes(monkeypatch):
    """Nobody without the key can look a hash up."""
    request = {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]}
    found = []
    for secret in ("one", "two"):
        monkeypatch.setenv("CENTSPAN_FINGERPRINT_KEY", secret)
        forget()
        found.append(chat(request))
    one, other = found
    assert one.sections == other.sections
    assert {one.request, one.system, one.prefixes, one.key_id}.isdisjoint(
        {other.request, other.system, other.prefixes, other.key_id}
    )
