"""The migrated store that every test's store begins as."""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MIGRATE = """
import sys
from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate
engine = Engine(sys.argv[1])
migrate(engine.client())
engine.close()
"""


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory):
    """The data directory of a migrated store, made once by whichever worker asks first."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    store, ours = shared / "migrated", tmp_path_factory.mktemp("migrated") / "store"
    if not store.exists():
        subprocess.run([sys.executable, "-c", MIGRATE, str(ours)], check=True)
        with contextlib.suppress(OSError):  # another worker was quicker
            ours.rename(store)
    return store


@pytest.fixture(scope="session")
def new_store(_migrated):
    """Puts a migrated, empty store at a path: a copy, for migrating takes ten times as long."""

    def put(path: Path) -> Path:
        return shutil.copytree(_migrated, path, symlinks=True, dirs_exist_ok=True)

    return put
