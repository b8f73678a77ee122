"""`centspan tco` and `centspan roi`."""

import json

import pytest

from centspan.deploy.cli import main

FINANCE = """
[api]
queries_per_month = 300_000
input_tokens = 500
output_tokens = 200
usd_per_million_input = 2.5
usd_per_million_output = 10
[infrastructure]
everything = 380
[engineering]
hours_per_month = 80
usd_per_hour = 100
[quality]
everything = 700
[self_hosting]
gpus = 2
usd_per_gpu_hour = 0.7
requests_per_hour = 800
[[value]]
name = "deflection"
usd_per_month = 20_110
"""


@pytest.fixture
def file(tmp_path):
    """A finance file."""
    path = tmp_path / "finance.toml"
    path.write_text(FINANCE, "utf-8")
    return str(path)


def test_tco_prints_its_parts(file, capsys):
    """`tco` prints each part with its share, what a query costs at other volumes, and the break-even."""
    assert main(["tco", "--finance", file]) == 0
    told = capsys.readouterr().out
    for said in ("$10,055.00", "79.6%", "$0.03352", "from 310,154"):
        assert said in told, said


def test_tco_for_scripts(file, capsys):
    """`tco --json` has exact amounts as text."""
    assert main(["tco", "--finance", file, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["usd"], told["groups"][0]) == (
        "10055",
        {"group": "api", "usd": "975", "share": "0.096966683242"},
    )
    assert told["self_hosting"]["first"] == 310_154


def test_roi_for_scripts(file, capsys):
    """`roi --json` tells the return as valued and with half of it."""
    assert main(["roi", "--finance", file, "--json"]) == 0
    cases = json.loads(capsys.readouterr().out)["cases"]
    assert [cases[name]["roi"] for name in ("as valued", "half of everything")] == ["1", "0"]


def test_a_bad_file_is_an_error(tmp_path, capsys):
    """A file that does not fit ends with 2 and one sentence."""
    path = tmp_path / "f.toml"
    path.write_text("[quality]\nx = -1", "utf-8")
    assert main(["tco", "--finance", str(path)]) == 2
    assert "quality.x: expected a number from 0 up" in capsys.readouterr().err
