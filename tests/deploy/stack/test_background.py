"""Jobs repeat, rest, and survive what they meet."""

import threading
import time
from itertools import pairwise

import pytest

from centspan.deploy.stack.background import REST, Job


@pytest.fixture
def runs():
    """Starts a job of `work`; returns the moments of its first `count` runs, then stops it."""

    def start(work, count, seconds=0.01):
        moments, enough = [], threading.Event()

        def run():
            moments.append(time.monotonic())
            if len(moments) >= count:
                enough.set()
            return work()

        job = Job("a job", seconds, run)
        job.start()
        assert enough.wait(30)
        job.stop()
        assert job.join(30)
        return job, moments

    return start


def test_a_job_that_succeeds_says_nothing(runs, caplog):
    """Runs are counted, and no word is lost on them."""
    job, _ = runs(lambda: None, 3)
    assert (job.state.runs >= 3, job.state.failures, job.state.last_error) == (True, 0, "")
    assert not caplog.records


def test_a_job_that_fails_goes_on_and_says_why_once(runs, caplog):
    """The same failure again and again is one entry in the log, and shows in the job's state."""

    def fail():
        raise ValueError("no such table\nand more")

    job, _ = runs(fail, 3)
    assert job.state.failures >= 3
    assert job.state.last_error == "no such table"
    assert len(caplog.records) == 1


def test_a_job_rests_as_it_worked(runs):
    """After a long run comes a long pause, so that a job takes a fifth of a core at most."""
    _, moments = runs(lambda: time.sleep(0.05), 3)
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    assert min(pauses) >= 0.05 * (1 + REST)


def test_a_job_whose_work_is_cut_off_by_a_stop_says_nothing(caplog):
    """What fails because the store closes under it is no failure."""
    at_work, closed = threading.Event(), threading.Event()

    def work():
        at_work.set()
        closed.wait(30)
        raise RuntimeError("query was cancelled")

    job = Job("a job", 0.01, work)
    job.start()
    assert at_work.wait(30)
    job.stop()
    closed.set()
    assert job.join(30)
    assert (job.state.failures, caplog.records) == (0, [])


def test_what_a_job_could_not_do_is_shown_and_slows_nothing(runs, caplog):
    """What a job says that it could not do shows in its state; it is no failure, and the pace stays."""
    job, _ = runs(lambda: "rule x: no such column", 3)
    assert (job.state.failures, job.state.last_error) == (0, "rule x: no such column")
    assert not caplog.records
