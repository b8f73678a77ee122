"""`centspan estimate`, `scenarios` and `pareto`."""

import json
from decimal import Decimal

import pytest

from centspan.deploy.cli import main

THREE = "name,usd,quality\nlarge,0.01,.95\nsmall,0.001,.88\ntiny,0.0001,.85\n"


@pytest.fixture
def told(capsys):
    """Runs a command that succeeds, and returns the JSON it prints."""

    def run(*args):
        assert main([*args, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def three(tmp_path):
    """A file of three configurations."""
    path = tmp_path / "three.csv"
    path.write_text(THREE, "utf-8")
    return str(path)


@pytest.mark.parametrize(("tokens", "month"), [("178", "133.5"), ("32", "24")])
def test_an_estimate_is_tokens_times_price(told, tokens, month):
    """A prompt of 178 tokens, 10,000 times a day at $2.50 a million, is $133.50 a month, one of 32 is $24."""
    asked = ("--input-tokens", tokens, "--output-tokens", "0", "--calls-per-day", "10000")
    assert told("estimate", *asked, "--model", "gpt-4o")[0]["per_month_usd"] == month


def test_an_estimate_of_a_prompt_says_how_it_was_counted(told, tmp_path, monkeypatch):
    """Without the tokenizer's ranks a sample prompt is counted by its characters, which is said."""
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    (tmp_path / "prompt.txt").write_text("x" * 401, "utf-8")
    asked = (
        "--prompt",
        str(tmp_path / "prompt.txt"),
        "--output-tokens",
        "1",
        "--calls-per-day",
        "1",
    )
    found = told("estimate", *asked, "--model", "gpt-4o")[0]
    assert found["input_tokens"] == 101
    assert found["counted"].startswith("401 characters ÷ 4")


def test_cached_input_is_read_at_its_price(told):
    """The cached share of the input is priced as read."""
    asked = ("--input-tokens", "1000000", "--output-tokens", "0", "--calls-per-day", "1")
    found = told("estimate", *asked, "--model", "gpt-4o", "--cached", "80%")
    assert found[0]["per_call_usd"] == "1.5"


def test_savings_are_stacked_on_an_amount(told):
    """Savings of $2,000 compound in the order they are named, to $584.21."""
    shares = ("duplicates=8%", "route=45%", "exact=0.12", "semantic=18%", "context=20%")
    asked = [word for share in shares for word in ("--saving", share)]
    steps = told("scenarios", "--usd", "2000", *asked)["savings"]
    assert round(Decimal(steps[-1]["after_usd"]), 2) == Decimal("584.21")


def test_configurations_are_compared(told, three):
    """`pareto` tells the front, the cheapest mix for a quality and what a mix costs."""
    found = told("pareto", three, "--quality", "92%", "--mix", "large=0.5,tiny=0.5")
    assert found["front"] == ["tiny", "small", "large"]
    assert found["cheapest_mix"]["usd"] == "0.006142857143"
    assert found["mix"]["usd"] == "0.00505"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("scenarios", "--usd", "1", "--mix", "a=1"), "expected --mix or --usd"),
        (("scenarios", "--usd", "1", "--saving", "much"), "expected NAME=SHARE"),
        (("scenarios", "--usd", "1", "--saving", "a=200%"), "a: expected a share from 0 to 1"),
        (("pareto", "nowhere.csv"), "expected a CSV file"),
        (
            (
                "estimate",
                "--input-tokens",
                "1",
                "--output-tokens",
                "1",
                "--calls-per-day",
                "1",
                "--model",
                "no-such",
            ),
            "expected a model with a price, found 'no-such'",
        ),
    ],
)
def test_what_does_not_fit_is_said(capsys, args, said):
    """What does not fit ends with 2 and says what was expected."""
    assert main(list(args)) == 2
    assert said in capsys.readouterr().err


def test_a_file_of_other_columns_is_said(tmp_path, capsys):
    """A file without the columns, or with words for numbers, is an error that names the place."""
    for text, said in (
        ("a,b\n1,2\n", "expected columns name, usd, quality"),
        ("name,usd,quality\nx,much,1\n", ":2: usd"),
    ):
        path = tmp_path / "bad.csv"
        path.write_text(text, "utf-8")
        assert main(["pareto", str(path)]) == 2
        assert said in capsys.readouterr().err
