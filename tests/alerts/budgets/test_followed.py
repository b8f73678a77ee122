"""A file of budgets that is followed while a process runs."""

import pytest

from centspan.alerts.budgets.followed import Followed
from centspan.alerts.budgets.stored import stored
from centspan.instrumentation.errors import CentspanError

BUDGET = '[[budget]]\nid = "{id}"\namount = 10\nperiod = "month"\n'


def ids(client):
    return [budget.id for budget in stored(client).budgets]


def test_a_file_stands_from_the_start_and_after_each_edit(empty, tmp_path):
    """A followed file is applied at the start and after each edit; one with errors changes nothing and is told."""
    path = tmp_path / "budgets.toml"
    path.write_text(BUDGET.format(id="one"))
    followed = Followed(path, "the tests")
    followed.refresh(empty)
    assert ids(empty) == ["one"]
    path.write_text(BUDGET.format(id="two") + BUDGET.format(id="three"))
    followed.refresh(empty)
    assert ids(empty) == ["three", "two"]
    path.write_text("[[budget]]\nnothing")
    followed.refresh(empty)
    assert "budgets.toml" in followed.problem
    assert (ids(empty), len(followed.file.budgets)) == (["three", "two"], 2)
    path.write_text(BUDGET.format(id="four"))
    followed.refresh(empty)
    assert (ids(empty), followed.problem) == (["four"], "")


def test_a_file_that_is_gone_leaves_what_stands(empty, tmp_path):
    """A followed file that is gone leaves what stands, and is told; a missing one is refused at the start."""
    path = tmp_path / "budgets.toml"
    path.write_text(BUDGET.format(id="one"))
    followed = Followed(path, "the tests")
    followed.refresh(empty)
    path.unlink()
    followed.refresh(empty)
    assert ids(empty) == ["one"]
    assert "expected the file of budgets" in followed.problem
    with pytest.raises(CentspanError):
        Followed(path, "the tests")
    assert Followed(None, "the tests").file is None
