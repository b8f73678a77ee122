"""How much of the machine one question may use"""


def test_a_question_reads_on_both_cores(engine):
    """The embedded engine answers a question on two cores where there are two, within its limit of memory."""
    with engine.client() as client:
        steps = client.query(
            "EXPLAIN PIPELINE SELECT sum(number) FROM numbers_mt(10000000)",
            settings={"max_threads": 2},
        ).result_rows
    assert any("NumbersRange × 2" in step for (step,) in steps), steps
