"""Questions asked as others ask them: through the HTTP interface, as the restricted reader."""

from datetime import UTC, datetime, timedelta

from centspan.collector.query import load

HARDEST = (
    *("store_size", "store_growth", "store_cost", "changes", "spikes", "forecast", "spend_now"),
    *("tasks", "escalation", "sections", "caching", "budgets_used", "change_parts", "calls_found"),
    "trace",
)
"""Those that read the engine's own tables, and those that use most of the language."""


def test_questions_are_answered_over_http(up):
    """Questions about the store's size, and long ones, pass the fence and the grants of a remote reader."""
    end = datetime.now(UTC)
    with up.client() as client:
        for question in HARDEST:
            kinds = load(question).parameters
            given = {name: "" for name, kind in kinds.items() if kind == "String"}
            given |= {"start": end - timedelta(hours=2), "end": end}
            rows = load(question).rows(
                client, **{name: given[name] for name in given if name in kinds}
            )
            assert rows or not question.startswith("store_s"), question
