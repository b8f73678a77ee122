"""`python -m record [EMITTER …]`: record the goldens of these emitters, of all by default.

Run from tests/golden with tests/instrumentation/sdks on the path; needs uv, node and the registries.
"""

import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from record.emitters import SPANS, Emitter
from record.environments import python_of
from record.programs import command_of
from record.sink import recording
from record.traces import TRACES

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
_PATHS = (HERE.parent, ROOT / "instrumentation")


def record(emitter: Emitter) -> None:
    """Run an emitter in its environment and keep what it sent."""
    with recording(emitter.name) as (kept, sink, llm):
        environment = {
            **os.environ,
            "GOLDEN_SINK": sink,
            "GOLDEN_LLM": llm,
            "GOLDEN_PACKAGES": ",".join(emitter.packages),
            "PYTHONPATH": os.pathsep.join(map(str, _PATHS)),
            "OTEL_BSP_SCHEDULE_DELAY": "50",
            **{name: value.format(sink=sink) for name, value in emitter.env},
        }
        subprocess.run(_command(emitter), env=environment, check=False, timeout=300)
    for case in kept.done:
        _write(emitter, case)


def _command(emitter: Emitter) -> list[str]:
    if emitter.program:
        return command_of(emitter.program)
    python = str(python_of(emitter.environment))
    return [python, "-m", "record.inside", ",".join(emitter.switches), ",".join(emitter.apps)]


def _write(emitter: Emitter, case: dict[str, Any]) -> None:
    version = case["versions"].get(emitter.packages[0]) or metadata.version(emitter.packages[0])
    name = case["case"].replace(", ", "-").replace(" ", "-")
    path = HERE.parent / emitter.folder / f"{emitter.name}-{version}-{name}.json"
    for former in path.parent.glob(f"{emitter.name}-*-{name}.json"):
        if former.name.removeprefix(f"{emitter.name}-").partition("-")[2] == f"{name}.json":
            former.unlink()
    path.write_text(json.dumps(case, indent=1, ensure_ascii=False) + "\n")
    sys.stdout.write(f"{path.name}: {len(case['calls'])} calls, {len(case['spans'])} spans\n")


if __name__ == "__main__":
    wanted = sys.argv[1:]
    for each in (*SPANS, *TRACES):
        if not wanted or each.name in wanted:
            record(each)
