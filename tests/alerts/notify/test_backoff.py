"""When a notification is tried again."""

from datetime import timedelta

from centspan.alerts.notify.backoff import next_attempt, pause


def test_pauses_double_from_a_second_to_five_minutes():
    """Between attempts lie 1, 2, 4 … seconds, never more than five minutes."""
    assert [pause(n).total_seconds() for n in (1, 2, 3, 9, 10, 500)] == [1, 2, 4, 256, 300, 300]


def test_a_day_after_it_was_made_a_notification_is_given_up(clock):
    """A notification is tried for 24 hours; what a receiver asks for is heeded."""
    made = clock.at
    assert next_attempt(made, 300, made + timedelta(hours=24), 0) is None
    assert next_attempt(made, 1, made, 0) == made + timedelta(seconds=1)
    assert next_attempt(made, 1, made, 90) == made + timedelta(seconds=90)
