"""What a client loses is told in the store, not only in its own process."""

import json

APP = """
import centspan.auto, json
from opentelemetry import trace
from centspan.instrumentation import Usage, record_call
from centspan.instrumentation.health import health

def record(): record_call(provider="openai", model="gpt-4o-mini", usage=Usage(output=9))
for _ in range({calls}): record()
trace.get_tracer_provider().force_flush()
record()
trace.get_tracer_provider().force_flush()
print(json.dumps([health().sent, health().dropped_queue_full]))
"""


def test_what_a_full_queue_drops_is_told_with_the_next_batch(run_apps, app, stack):
    """The store knows how many spans each client lost, and of those that tell that they lost none."""
    small = {"OTEL_BSP_MAX_QUEUE_SIZE": "64", "OTEL_BSP_SCHEDULE_DELAY": "60000"}
    apps = run_apps(
        app("loses-none", APP.replace("{calls}", "9")),
        app("loses-some", APP.replace("{calls}", "3000"), small),
    )
    told = {
        row["service"]: (row["senders"], row["dropped"])
        for row in stack.rows(
            "SELECT service, uniqExact(sender) AS senders, max(dropped_spans) AS dropped FROM senders"
            " WHERE startsWith(service, 'loses-') GROUP BY service"
        )
    }
    (_, none), (sent, some) = (json.loads(each.stdout) for each in apps)
    assert none == 0 < some == 3001 - sent
    assert told == {"loses-none": (1, 0), "loses-some": (1, some)}
