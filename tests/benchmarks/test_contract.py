"""Every benchmark speaks one language: name, ours, floor, peers, ratios, bars; table and JSON."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SCRIPTS = (
    "overhead",
    "ingest",
    "collector",
    "storage",
    "prices",
    "reprice",
    "forecast",
    "boards",
    "alert_speed",
    "routing_splits",
    "backtest",
    "optimizer",
    "beside_optimizer",
)


@pytest.fixture(scope="module")
def contract():
    spec = importlib.util.spec_from_file_location("contract", BENCHMARKS / "contract.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["contract"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["contract"]


@pytest.fixture
def result(contract):
    less = contract.Figure(
        name="CPU added",
        unit="µs",
        ours=300.0,
        floor=("by hand", 120.0),
        peers={"other": 700.0},
        bars=(
            contract.Bar(0.5, "other"),
            contract.Bar(2, "by hand", goal=True),
            contract.Bar(1, "absent"),
        ),
    )
    more = contract.Figure("stored", "spans/s", 9000.0, bars=(contract.Bar(10_000),), better="more")
    return contract.Result((less, more), notes=("two rounds",), left_out=("third: no network",))


def test_a_bar_is_reached_missed_or_not_checked(contract, result):
    """Bars count ratios within the run; a goal may be missed, and what is absent judges nothing."""
    less, more = result.figures
    assert [contract.reached(less, bar) for bar in less.bars] == [True, False, None]
    assert contract.reached(more, more.bars[0]) is False
    assert contract.missed(result)
    assert not contract.missed(contract.Result((less,)))


def test_json_and_table_say_the_same(contract, result):
    """Ours, floor and peers with ratios, notes, and what was left out and why."""
    document = json.loads(json.dumps(contract.as_json(result)))
    less = document["figures"][0]
    assert (less["ours"], less["floor"]["ratio"], less["peers"][0]["ratio"]) == (300, 2.5, 0.4286)
    assert [bar["reached"] for bar in less["bars"]] == [True, False, None]
    assert document["left_out"] == ["third: no network"]
    table = "\n".join(contract.table(result))
    for said in ("ours = 2.50 ×  (floor)", "ours = 0.43 ×", "MISSED", "not checked", "two rounds"):
        assert said in table


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_benchmark_teaches_itself(name):
    """`--help` says what is measured, with examples; `--json` and `--strict` are everywhere."""
    script = (BENCHMARKS / f"{name}.py").as_posix()
    said = subprocess.run(
        [sys.executable, script, "--help"], check=True, capture_output=True, text=True, timeout=60
    ).stdout
    for part in ("examples:", f"python benchmarks/{name}.py", "--json", "--strict"):
        assert part in said


def test_one_command_knows_them_all():
    """`python -m benchmarks` lists every script there is."""
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--help"],
        check=True,
        capture_output=True,
        text=True,
        cwd=BENCHMARKS.parent,
        timeout=60,
    ).stdout
    scripts = {path.stem for path in BENCHMARKS.glob("*.py") if "Benchmark(" in path.read_text()}
    assert scripts - {"contract"} == set(SCRIPTS)
    for name in SCRIPTS:
        assert f"  {name} " in said
