"""Builds the Collector of manifest.yaml, once for each content of it and of our part: prints where the binary is.

python collector/otelcol/build.py             build it where it is not there yet
python collector/otelcol/build.py --where     only say where it is or would be
python collector/otelcol/build.py --optional  without Go, say what to install and end well
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

MANIFEST = Path(__file__).with_name("manifest.yaml")
OURS = MANIFEST.with_name("retryrefusedextension")
NO_GO = "no Go here, so no Collector is built: install Go 1.26 or newer, then `make collector`"


class NotBuilt(Exception):
    """Why there is no binary."""


def binary() -> Path:
    """Where the binary of this manifest and our part is kept, for all checkouts of this user."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    digest = hashlib.sha256()
    for file in (MANIFEST, *sorted(OURS.iterdir())):
        digest.update(file.read_bytes())
    return cache / "centspan" / f"otelcol-{digest.hexdigest()[:12]}"


def build(into: Path) -> None:
    """Generate, compile and move into place, so that a half-built binary is never found."""
    if not shutil.which("go"):
        raise NotBuilt(NO_GO)
    release = re.search(r"^  version: (\S+)$", MANIFEST.read_text("utf-8"), re.MULTILINE)
    assert release, "the manifest names no version"
    builder = f"go.opentelemetry.io/collector/cmd/builder@v{release[1]}"
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent) as folder:
        manifest = Path(folder) / "manifest.yaml"
        output = f"dist:\n  output_path: {folder}/built\n"
        manifest.write_text(MANIFEST.read_text("utf-8").replace("dist:\n", output, 1), "utf-8")
        command = ["go", "run", builder, "--config", str(manifest), "--ldflags=-s -w"]
        environment = os.environ | {"CGO_ENABLED": "0", "GOFLAGS": "-buildvcs=false"}
        log = Path(folder) / "log"
        with log.open("w", encoding="utf-8") as said:
            # Paths in the manifest are relative to it.
            done = subprocess.run(
                command, env=environment, cwd=MANIFEST.parent, stdout=said, stderr=said, check=False
            )
        if done.returncode:
            raise NotBuilt(
                f"{log.read_text('utf-8')[-3000:]}\nthe Collector was not built: see above"
            )
        (Path(folder) / "built" / "centspan-otelcol").replace(into)


def main() -> None:
    """Print the binary's path, built first unless it is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--where", action="store_true")
    parser.add_argument("--optional", action="store_true")
    args = parser.parse_args()
    path = binary()
    if not args.where and not path.exists():
        print("building the Collector, which takes some minutes once", file=sys.stderr)
        try:
            build(path)
        except NotBuilt as why:
            print(why, file=sys.stderr)
            sys.exit(not args.optional)
    print(path)


if __name__ == "__main__":
    main()
