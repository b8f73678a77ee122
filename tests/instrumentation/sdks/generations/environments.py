"""The environments that hold former generations of the SDKs, each made from its lock.

`python tests/instrumentation/sdks/generations/environments.py` makes those that are missing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

LOCKS = Path(__file__).parent
FORMER = ("previous", "oldest")
ENVIRONMENTS = Path(sys.prefix) / "generations"


def python_of(generation: str) -> Path:
    """The interpreter of a generation's environment; installs it where it is missing or stale."""
    digest = hashlib.sha256((LOCKS / f"{generation}.txt").read_bytes()).hexdigest()[:12]
    place = ENVIRONMENTS / f"{generation}-{digest}"
    if not place.exists():
        _make(place, LOCKS / f"{generation}.txt")
    return place / "bin" / "python"


def _make(place: Path, lock: Path) -> None:
    """Install beside the place and move there: nobody ever meets half an environment."""
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    subprocess.run([sys.executable, "-m", "venv", draft], check=True)
    install = ("-m", "pip", "install", "--quiet", "--require-hashes", "-r")
    subprocess.run([draft / "bin" / "python", *install, lock], check=True)
    with suppress(OSError):  # another process was faster
        draft.rename(place)
    shutil.rmtree(draft, ignore_errors=True)


if __name__ == "__main__":
    for each in FORMER:
        sys.stdout.write(f"{python_of(each)}\n")
