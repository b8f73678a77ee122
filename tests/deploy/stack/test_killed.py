"""kill -9 of the whole stack; `benchmarks/robustness/kill.py` does it dozens of times."""

import random

from kill import Campaign
from running import Stack


def test_killed_under_load(tmp_path):
    """Every acknowledged span and row is there, none twice, and the sums are right at once."""
    campaign = Campaign(Stack(tmp_path / "data", tmp_path / "log"), random.Random(5), longest=2.0)
    try:
        campaign.begin()
        campaign.strike()
        campaign.end(settle=False)
    finally:
        campaign.stack.kill()
    assert campaign.problems == []
    assert all(sender.acknowledged for sender in (*campaign.senders, campaign.rows))
