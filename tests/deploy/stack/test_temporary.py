"""Temporary files go with the process that made them, also one that was killed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from centspan.deploy.stack.temporary import PREFIX, own_folder

HOLDING = """\
import sys
from centspan.deploy.stack.temporary import own_folder
with own_folder() as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """Where all temporary files of this test are."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def other(folder):
    """Another process that holds a folder there: the process and the folder, which is an hour old."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(folder)},
    )
    held = Path(process.stdout.readline().strip())
    (held / "socket").touch()
    os.utime(held, (0, 0))
    yield process, held
    process.kill()
    process.communicate()


def test_what_is_in_use_or_not_ours_stays(folder, other):
    """Neither a living process loses its folder, nor one that has only just made it, nor anything else there."""
    _, held = other
    young, strange = folder / f"{PREFIX}young", folder / "centspan-else"
    for each in (young, strange):
        each.mkdir()
    os.utime(strange, (0, 0))
    with own_folder() as own:
        assert {each.name for each in folder.iterdir()} == {
            each.name for each in (held, young, strange, own)
        }
    assert not own.exists()


def test_what_a_killed_process_left_is_removed(folder, other):
    """The next process removes what a killed one could not."""
    process, held = other
    process.kill()
    process.wait()
    assert (held / "socket").exists()
    with own_folder():
        assert not held.exists()
