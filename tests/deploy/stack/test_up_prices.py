"""The user's own prices in a running stack."""

import subprocess
import time
from decimal import Decimal

CONTRACT = '[[discount]]\nprovider = "openai"\npercent = 50\n'
SEEN = """
INSERT INTO llm_calls (started_at, trace_id, span_id, provider, model, uncached_input_tokens, requests,
  usage_source, counted, weight, attempts)
SELECT now64(6), unhex(repeat('0a', 16)), unhex(repeat('0b', 8)), 'openai', 'gpt-4o', 1000000, 1, 'provider', 1, 1, 1
"""


def test_up_prices_calls_with_the_users_file(start_up, tmp_path, new_store):
    """A prices.toml in the data folder is laid over the shipped prices."""
    data = new_store(tmp_path / "data")
    (data / "prices.toml").write_text(CONTRACT)
    up = start_up(data)
    with up.client() as client:
        client.command(SEEN)
        until = time.monotonic() + 30
        while (found := client.query("SELECT list_usd, effective_usd FROM calls").first_row)[
            0
        ] is None:
            assert time.monotonic() < until
            time.sleep(0.2)
    assert found == (Decimal("2.5"), Decimal("1.25"))
    up.stop()


def test_up_refuses_a_bad_prices_file(command, environment, tmp_path):
    """What is wrong with the file is one line before anything listens; nothing is left behind."""
    (tmp_path / "own.toml").write_text("[[discount]]\npercent = 101\n")
    done = subprocess.run(
        command("--data", str(tmp_path / "data"), "--prices", str(tmp_path / "own.toml")),
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
        env=environment(),
    )
    assert done.returncode == 2
    assert "own.toml: discount 1: percent: expected a percentage from 0 to 100" in done.stderr
    assert not (tmp_path / "data").exists()
