"""The checks find what breaks a board, whichever way, on every board."""

import copy

import grafana_schemas
import pytest
from grafana_broken_boards import BOARDS
from grafana_broken_meaning import MEANING
from grafana_broken_panels import PANELS
from grafana_broken_queries import QUERIES
from grafana_parts import broken

from centspan.dashboards.grafana.checks.every import CHECKS

MUTATIONS = (*QUERIES, *PANELS, *BOARDS, *MEANING)


def caught(board, boards):
    """Whether a check or Grafana's own types find something wrong with a board among all."""
    by_uid = {each["uid"]: each for each in boards}
    found = any(True for check in CHECKS for _ in check(board, by_uid))
    return found or bool(grafana_schemas.errors(board))


def test_there_are_many_ways_to_break_a_board():
    """At least 110 kinds of mistakes are tried, each under a name of its own."""
    assert len({each.__name__ for each in MUTATIONS}) == len(MUTATIONS) >= 110


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda each: each.__name__)
def test_a_broken_board_is_told(with_viewer, mutate):
    """A board broken in any of these ways is told, without the store and without its former file."""
    tried = []
    for place, board in enumerate(with_viewer[:-1]):
        boards = list(with_viewer)
        boards[place] = copy.deepcopy(board)
        if broken(boards[place], mutate):
            tried.append((board["uid"], caught(boards[place], boards)))
    assert tried
    assert [uid for uid, told in tried if not told] == []
