"""What `up` writes to stderr."""

import logging

from centspan.deploy.stack.sparing_log import MOST, Sparing


def test_the_same_line_is_written_a_few_times_a_minute():
    """A flood of one line is cut, says so, and hides no other line."""
    sparing = Sparing()

    def record(line):
        return logging.LogRecord("x", logging.ERROR, "x.py", line, "it %s", ("failed",), None)

    flood = [record(1) for _ in range(MOST + 5)]
    assert [sparing.filter(each) for each in flood] == [True] * MOST + [False] * 5
    assert flood[MOST - 1].getMessage() == "it failed (more of these within a minute are left out)"
    assert sparing.filter(record(2))
