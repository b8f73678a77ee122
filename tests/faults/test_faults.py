"""Each fault once, at small size: what was sent is counted once, to the dollar."""

import sys
from pathlib import Path

import pytest

ROBUSTNESS = Path(__file__).parents[2] / "benchmarks" / "robustness"
sys.path += [str(ROBUSTNESS), str(ROBUSTNESS / "faults")]

from collectors import built
from faults import FAULTS
from world import world


@pytest.fixture(scope="module")
def hops(tmp_path_factory):
    """App, agent, gateway and store."""
    binary = built()
    if not binary:
        pytest.skip("no Collector was built: install Go, then `make collector`")
    with world(tmp_path_factory.mktemp("world"), binary) as running:
        yield running


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.act.__name__)
def test_no_fault_loses_or_doubles_a_call(hops, fault):
    """Killed, away, full, slow, wrong or hostile: every call is counted once, to the dollar, that no app took with it unanswered."""
    if fault.mounts and hops.disk is None:
        pytest.skip("a full disk takes one of its own: this user may not mount")
    with hops.load(fault.act.__name__) as sender:
        fault.act(hops, sender, 1)
    found = hops.settled(sender, 60)
    assert found.whole, found
