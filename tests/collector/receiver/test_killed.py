"""kill -9 at random moments: what was answered with success is there, and nothing is there twice."""

import http.client
import random
import threading
import time

import pytest

KILLS = 2


class Sender(threading.Thread):
    """Sends requests one after another, each again until it is answered with success."""

    def __init__(self, receiver, bodies):
        super().__init__(daemon=True)
        self.receiver = receiver
        self.bodies = bodies
        self.acknowledged = 0

    def run(self):
        for body in self.bodies:
            while not self.sent(body):
                time.sleep(0.05)
            self.acknowledged += 1

    def sent(self, body) -> bool:
        try:
            return self.receiver.post(body).status == 200
        except (OSError, http.client.HTTPException):
            return False


@pytest.fixture
def built(new_traces, service):
    """Requests of eight spans that are LLM calls of ten tokens each."""
    requests = [new_traces(service) for _ in range(24)]
    for traces in requests:
        for _ in range(8):
            traces.span({"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 10})
    return requests


def test_killed_at_random_moments(start_receiver, built, service):
    """Every acknowledged span is stored, none twice, and the sums are right after the retries."""
    bodies = [traces.body for traces in built]
    receiver = start_receiver("whole")
    senders = [Sender(receiver, bodies[start::4]) for start in range(4)]
    for sender in senders:
        sender.start()
    for _ in range(KILLS):
        time.sleep(random.uniform(0.2, 1.5))
        receiver.kill()
        done = [sender.acknowledged for sender in senders]
        receiver.start()
        stored = spans_of(receiver, service)
        for start, sender, count in zip(range(4), senders, done, strict=True):
            for traces in built[start::4][:count]:
                assert all(span.span_id.hex() in stored for span in traces.scope.spans), sender
        assert len(stored) == len(set(stored))
    for sender in senders:
        sender.join()
    stored = spans_of(receiver, service)
    assert len(stored) == len(set(stored)) == 24 * 8
    totals = "count(), sum(uncached_input_tokens)"
    sql = f"SELECT {totals} FROM llm_calls FINAL WHERE service = '{service}'"
    assert receiver.query(sql) == [[24 * 8, 24 * 8 * 10]]


def spans_of(receiver, service) -> list[str]:
    rows = receiver.query(f"SELECT SpanId FROM otel_traces WHERE ServiceName = '{service}'")
    return [row[0] for row in rows]
