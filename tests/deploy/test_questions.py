"""Questions asked as others ask them: through the HTTP interface, as the restricted reader."""

from datetime import UTC, datetime, timedelta

from centspan.collector.query import load

HARDEST = ("store_size", "store_growth", "store_cost", "changes", "spikes", "forecast", "spend_now")
"""Those that read the engine's own tables, and those that use most of the language."""


def test_questions_are_answered_over_http(up):
    """Questions about the store's size, and long ones, pass the fence and the grants of a remote reader."""
    end = datetime.now(UTC)
    with up.client() as client:
        for question in HARDEST:
            given = {"start": end - timedelta(hours=2), "end": end}
            kinds = load(question).parameters
            rows = load(question).rows(
                client, **{name: given[name] for name in given if name in kinds}
            )
            assert rows or not question.startswith("store_s"), question
