"""Writes the generated parts of docs/instrumentation.md: `python -m matrix.page`."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fake_llm.trust import one_authority
from generations.environments import FORMER, python_of

from centspan.instrumentation.settings import SETTINGS
from matrix.columns import GENERATIONS
from matrix.measure import ROUNDS

HERE = Path(__file__).parents[1]
ROOT = HERE.parents[2]
PAGE = ROOT / "docs" / "instrumentation.md"
WIDE = ("openai", "anthropic")
"""SDKs of many cases: each has columns of its own; of the others each has a line."""

OFFLINE = {
    "NO_PROXY": "*",
    "CENTSPAN_FINGERPRINT_KEY": "k" * 32,
    "LITELLM_LOCAL_MODEL_COST_MAP": "true",
}
"""Nobody asks the network for a file."""

Measured = dict[str, Any]
"""Generation → distribution → version, cells, wrong."""


def measured() -> Measured:
    """Run every generation in its own interpreter, side by side: they mostly wait."""
    pythons = {"newest": Path(sys.executable)} | {each: python_of(each) for each in FORMER}
    with ThreadPoolExecutor() as pool, TemporaryDirectory() as folder:
        run = partial(_run, OFFLINE | one_authority(Path(folder)))
        return dict(zip(pythons, pool.map(run, pythons, pythons.values()), strict=True))


def _run(offline: dict[str, str], generation: str, python: Path) -> Any:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    path = os.pathsep.join((str(HERE), str(ROOT / "instrumentation")))
    done = subprocess.run(
        [python, "-W", "ignore", "-m", "matrix", generation, str(ROUNDS)],
        env=kept | {"PYTHONPATH": path} | offline,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def written(page: str, found: Measured) -> str:
    """The page with its generated parts as they must be."""
    page = _between(page, "matrix", f"{_wide_table(found)}\n\n{_table(found)}")
    return _between(page, "settings", _settings())


def _between(page: str, part: str, text: str) -> str:
    begin, end = f"<!-- {part}: generated -->\n", f"<!-- {part}: end -->"
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n{text}\n\n{end}{rest.partition(end)[2]}"


def _wide_table(found: Measured) -> str:
    columns = [
        (f"{name} {found[generation][name]['version']}", found[generation][name]["cells"])
        for name in WIDE
        for generation in GENERATIONS
    ]
    rows = list(dict.fromkeys(row for _, cells in columns for row in cells))
    lines = [[row, *(cells.get(row, "–") for _, cells in columns)] for row in rows]
    return _markdown(["case", *(title for title, _ in columns)], lines)


def _table(found: Measured) -> str:
    names = dict.fromkeys(each.name for columns in GENERATIONS.values() for each in columns)
    lines = [
        (f"{name} {found[generation][name]['version']}", found[generation][name]["cells"])
        for name in names
        for generation in GENERATIONS
        if name in found[generation] and name not in WIDE
    ]
    cases = list(dict.fromkeys(row for _, cells in lines for row in cells))
    rows = [[title, *(cells.get(case, "–") for case in cases)] for title, cells in lines]
    return _markdown(["SDK", *cases], rows)


def _settings() -> str:
    rows = [
        [f"`{each.name}`", each.default and f"`{each.default}`", each.meaning] for each in SETTINGS
    ]
    return _markdown(["variable", "default", "meaning"], rows)


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8"), measured()), "utf-8")
