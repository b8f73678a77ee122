"""The price commands on a small store: what they say, and that they do what they say."""

import json
from decimal import Decimal

import pytest

from centspan.collector.dsn import connect
from centspan.deploy.cli.prices import ACTIONS

SECOND_SOURCE = {
    "sample_spec": {"litellm_provider": "one of …"},
    "gpt-4o": {
        "litellm_provider": "openai",
        "mode": "chat",
        "input_cost_per_token": 2.5e-06,
        "output_cost_per_token": 1.1e-05,
    },
    "claude-haiku-4-5": {
        "litellm_provider": "anthropic",
        "mode": "chat",
        "input_cost_per_token": 1e-06,
        "output_cost_per_token": 5e-06,
        "cache_creation_input_token_cost_above_1hr": 2e-06,
    },
    "nobody-2": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-06},
}


@pytest.fixture
def own_dsn(unopened_dsn, answer):
    """A store that a test may change, priced."""
    with connect(unopened_dsn):  # the engine stays open between commands
        answer("prices", "watch", "--once", "--dsn", unopened_dsn)
        yield unopened_dsn


@pytest.fixture
def prices(answer, own_dsn):
    """Runs one action on that store; returns its JSON."""
    return lambda action, *arguments: answer("prices", action, *arguments, "--dsn", own_dsn)


def spent(answer, dsn):
    """Effective spend by feature."""
    rows = answer("report", "--dsn", dsn, "--since", "48h")["rows"]
    return {row["value"]: row["effective_usd"] for row in rows}


@pytest.mark.parametrize("action", ACTIONS)
def test_each_price_action_teaches_by_example(centspan, action):
    """Every action's --help ends in examples of itself."""
    code, out, _ = centspan("prices", action, "--help")
    assert code == 0
    assert f"centspan prices {action}" in out.partition("examples:")[2]


def test_the_matrix_compares_models_without_a_store(centspan, answer, monkeypatch):
    """By default ten models and more of three makers and more, cheapest to dearest, with the ratio."""
    monkeypatch.setenv("CENTSPAN_DSN", "chdb:///nowhere/at/all")
    found = answer("prices", "matrix", "--at", "2026-11-20")
    models = found["models"]
    assert len(models) >= 10
    assert len({each["provider"] for each in models}) >= 3
    blended = [Decimal(each["blended"]) for each in models]
    assert blended == sorted(blended)
    assert found["dearest_over_cheapest"]["blended"] == float(blended[-1] / blended[0])
    assert found["unknown"] == []
    _, out, _ = centspan("prices", "matrix", "--models", "openai/gpt-4o,openai/gpt-4o-mini")
    assert "16.7 ×" in out


def test_the_matrix_says_which_model_it_cannot_price(centspan):
    """A model that no source prices is named, and the code is 1."""
    code, out, _ = centspan("prices", "matrix", "--models", "openai/gpt-4o,openai/nobody-3")
    assert code == 1
    assert "no source prices openai/nobody-3" in out


def test_a_price_set_by_hand_prices_calls_and_is_undone(answer, own_dsn, prices):
    """`set` names the dollars it moves, the unpriced calls have them, and `undo` takes them away."""
    before = spent(answer, own_dsn)
    assert before["lab"] is None
    done = prices("set", "openai", "nobody-knows-this-1", "--input", "100", "--output", "200")
    moved = done["moves"]["by_feature"][0]
    assert (moved["effective_before"], moved["effective_after"]) == (None, "0.003")
    assert moved["difference"] == "0.003"
    assert spent(answer, own_dsn) == {**before, "lab": "0.003"}
    assert prices("undo")["undone"] == done["version"]
    assert spent(answer, own_dsn) == before


def test_a_price_that_is_not_given_is_told(centspan, own_dsn, prices):
    """A price of its own that a model had and `set` was not given is named, with what stands for it."""
    arguments = ("openai", "gpt-4o-mini", "--input", "0.2", "--output", "0.6")
    done = prices("set", *arguments, "--web-search", "10")
    assert done["not_given"] == [
        {
            "price": "cache_read",
            "before": "0.000000075000000000",
            "now": "0.000000200000000000",
            "billed_as": "input",
        }
    ]
    _, out, _ = centspan("prices", "set", *arguments, "--cache-read", "0.1", "--dsn", own_dsn)
    assert "web_search was 10.00, not given: free now; --web-search sets it" in out
    assert "cache_read was" not in out


def test_a_contract_without_a_list_price_is_told(answer, centspan, own_dsn, prices):
    """`set --contract` warns where no list price stands, and the report counts what its list total lacks."""
    arguments = ("openai", "nobody-knows-this-1", "--input", "100", "--output", "200")
    assert prices("set", *arguments, "--contract")["lacks_list_price"]
    total = answer("report", "--dsn", own_dsn, "--since", "48h")["total"]
    assert (total["unpriced_calls"], total["no_list_calls"]) == (0, 1)
    _, out, _ = centspan("report", "--dsn", own_dsn, "--since", "48h")
    assert "1 left out of list" in " ".join(out.split())
    _, out, _ = centspan("prices", "set", *arguments, "--contract", "--dsn", own_dsn)
    assert "openai nobody-knows-this-1 has no list price" in out
    assert not prices("set", *arguments)["lacks_list_price"]
    assert not prices("set", *arguments, "--contract")["lacks_list_price"]
    assert answer("report", "--dsn", own_dsn, "--since", "48h")["total"]["no_list_calls"] == 0
    _, out, _ = centspan("report", "--dsn", own_dsn, "--since", "48h")
    assert "left out of list" not in out


def test_a_name_that_no_call_has_is_told(centspan, own_dsn, prices):
    """A price for a provider or model in another spelling than on spans names the calls that were meant."""
    price = ("--input", "1", "--output", "2")
    done = prices("set", "azure", "Nobody-knows-this-1", *price)
    assert done["calls_under_other_names"] == [
        {
            "provider": "openai",
            "model": "nobody-knows-this-1",
            "service_tier": "",
            "calls": 1,
            "unpriced_calls": 1,
        }
    ]
    _, out, _ = centspan("prices", "set", "OpenAI", "nobody-knows-this-1", *price, "--dsn", own_dsn)
    assert "no stored call is affected" in out
    assert "1 calls (1 unpriced) are stored under another name" in out
    assert "centspan prices set openai nobody-knows-this-1 … prices them" in out
    done = prices("set", "openai", "nobody-knows-this-1", *price)
    assert done["calls_under_other_names"] == []


def test_reprice_tells_before_it_does(answer, own_dsn, prices, tmp_path):
    """--dry-run prints the dollars and changes nothing; applying prints the same, once."""
    (tmp_path / "own.toml").write_text('[[discount]]\nprovider = "openai"\npercent = 20\n')
    before = spent(answer, own_dsn)
    asked = prices("reprice", "--dry-run", "--prices", tmp_path / "own.toml")
    assert (spent(answer, own_dsn), asked["version"]) == (before, None)
    done = prices("reprice", "--prices", tmp_path / "own.toml")
    assert (done["moves"], done["changes"]) == (asked["moves"], asked["changes"])
    moves = {each["feature"]: each["difference"] for each in done["moves"]["by_feature"]}
    after = spent(answer, own_dsn)
    assert {f: Decimal(after[f]) - Decimal(before[f]) for f in moves} == {
        feature: Decimal(moved) for feature, moved in moves.items()
    }
    again = prices("reprice", "--prices", tmp_path / "own.toml")
    assert (again["version"], again["changes"]) == (None, [])


def test_show_tells_both_layers_of_a_model(centspan, own_dsn, prices):
    """Every interval stands with its layer, version and note."""
    prices(
        *("set", "openai", "gpt-4o-mini", "--input", "0.12", "--output", "0.5"),
        *("--contract", "--from", "2026-11-01", "--note", "frame contract"),
    )
    found = prices("show", "gpt-4o-mini")
    assert [(each["kind"], each["valid_from"][:10]) for each in found] == [
        ("list", "1970-01-01"),
        ("contract", "2026-11-01"),
    ]
    assert (found[1]["usd"]["uncached_input"], found[1]["note"]) == ("0.00000012", "frame contract")
    assert len(prices("show", "gpt-4o-mini", "--at", "2026-10-31")) == 1
    _, out, _ = centspan("prices", "show", "gpt-4o-mini", "--dsn", own_dsn)
    assert "frame contract" in out


def test_show_asks_the_sources_for_what_the_book_lacks(centspan, own_dsn, prices, monkeypatch):
    """A model without calls is priced from the sources, as is any without a stack; else it is an error."""
    at = ("--provider", "openai", "--at", "2025-06-09")
    found = prices("show", "o3", *at)
    assert [(each["usd"]["uncached_input"], each["version"]) for each in found] == [("0.00001", 0)]
    _, out, _ = centspan("prices", "show", "o3", *at, "--dsn", own_dsn)
    assert "o3 in the sources (the book has none)" in out
    monkeypatch.setenv("CENTSPAN_DSN", "chdb:///nowhere")
    assert centspan("prices", "show", "o3", *at)[0] == 2
    code, _, err = centspan("prices", "show", "nobody-4", "--dsn", own_dsn)
    assert code == 2
    assert "no source prices 'nobody-4': no provider" in err


def test_list_tells_what_stands(prices, centspan, own_dsn):
    """One line a price, edges of context apart; a provider without prices is a problem."""
    assert {each["model"] for each in prices("list")} == {"gpt-4o-mini"}
    code, out, _ = centspan("prices", "list", "--provider", "x", "--dsn", own_dsn)
    assert code == 1
    assert "the book has no prices of provider 'x'" in out


def test_diff_tells_what_versions_changed(prices):
    """The newest version beside the one before, two versions, and the log of all."""
    prices("set", "openai", "gpt-4o-mini", "--input", "1", "--output", "2", "--above", "128000")
    found = prices("diff")
    assert (found["old"], found["new"]) == (1, 2)
    assert min(each["above"] for each in found["changes"]) == 128_000
    assert found["changes"][0]["after"]["output"] == "0.000002"
    assert [each["reason"] for each in prices("diff", "--log")] == ["resolved", "set"]


def test_check_lists_what_a_second_source_says_otherwise(answer, centspan, tmp_path):
    """Disagreements and a summary by provider; with --strict they are a problem."""
    file = tmp_path / "model_prices.json"
    file.write_text(json.dumps(SECOND_SOURCE))
    found = answer("prices", "check", file)
    assert [(d["model"], d["bucket"], d["ours"], d["theirs"]) for d in found["disagreements"]] == [
        ("gpt-4o", "output", "0.00001", "0.000011")
    ]
    assert found["providers"] == [
        {"provider": "anthropic", "compared": 1, "agree": 1, "unknown": 0},
        {"provider": "openai", "compared": 1, "agree": 0, "unknown": 1},
    ]
    assert centspan("prices", "check", file, "--strict")[0] == 1
    own = tmp_path / "theirs.toml"
    own.write_text(
        '[[price]]\nprovider = "openai"\nmodel = "gpt-4o"\ninput = 2.5\noutput = 9\n'
        "cache_read = 1.25\nweb_search = 10\n"
    )
    assert {d["bucket"] for d in answer("prices", "check", own)["disagreements"]} >= {"output"}


def test_closed_months_are_listed(prices, centspan, own_dsn):
    """Closing says which version it pins and the month's total; the list says what came after."""
    assert prices("close", "--month", "2026-09") | {"changed_at": "", "changed_by": ""} == {
        "month": "2026-09",
        "book_version": 1,
        "effective_usd": "0",
        "unpriced_calls": 0,
        "closed": True,
        "changed_at": "",
        "changed_by": "",
    }
    assert [each["month"] for each in prices("close")] == ["2026-09"]
    code, _, err = centspan("prices", "close", "--month", "2026-13", "--dsn", own_dsn)
    assert (code, "expected a month such as 2026-10, found '2026-13'" in err) == (2, True)
    assert prices("close", "--month", "2026-09", "--reopen")["closed"] is False
    assert prices("close") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--input", "x", "--output", "1"), "as 2.50, found 'x'"),
        (("--input", "-1", "--output", "1"), "expected USD of 0, or from"),
        (("--input", "1e400", "--output", "1"), "0, or from 0.000000000001 to 1,000,000"),
        (("--input", "1", "--output", "1e-30"), "0, or from 0.000000000001 to 1,000,000"),
        (("--input", "1000001", "--output", "1"), "to 1,000,000 for 1M tokens"),
        (
            ("--input", "1", "--output", "1", "--request", "1e12"),
            "to 1,000,000 for a thousand",
        ),
        (("--input", "1"), "the following arguments are required: --output"),
        (("--input", "1", "--output", "1", "--from", "2026-11-01T09:10"), "a quarter of an hour"),
        (("--input", "1", "--output", "1", "--from", "soon"), "--from: expected a day or a time"),
        (("--input", "1", "--output", "1", "--above", "5"), "--above: expected an edge"),
        (
            ("--input", "1", "--output", "1", "--from", "2026-11-02", "--until", "2026-11-01"),
            "expected --from before --until",
        ),
    ],
)
def test_a_price_that_cannot_be_read_is_refused(centspan, arguments, said):
    """What is wrong with a price is said before any store is asked."""
    code, _, err = centspan("prices", "set", "p", "m", *arguments, "--dsn", "chdb:///nowhere")
    assert code == 2
    assert said in err
