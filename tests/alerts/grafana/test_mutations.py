"""The checks find what breaks a file of alert rules, whichever way."""

import copy
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from grafana_broken_asking import MUTATIONS as ASKING
from grafana_broken_files import MUTATIONS as FILES
from grafana_broken_saying import MUTATIONS as SAYING

from centspan.alerts.grafana.checks.every import findings

MUTATIONS = (*FILES, *ASKING, *SAYING)


def test_what_is_built_has_no_mistake(built):
    """No check finds anything wrong with the rules as they are built."""
    assert [str(found) for found in findings(built)] == []


def test_there_are_many_ways_to_break_a_rule():
    """At least 110 kinds of mistakes are tried, each under a name of its own."""
    assert len({each.__name__ for each in MUTATIONS}) == len(MUTATIONS) >= 110


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda each: each.__name__)
def test_a_broken_file_is_told(built, mutate):
    """A file broken in any of these ways is told, without the store and without its former text."""
    broken = copy.deepcopy(built)
    mutate(broken)
    assert broken != built
    assert findings(broken) != []
