"""A ticket router: one word from a small model decides who gets a ticket.

export ANTHROPIC_API_KEY=…         # or run: python -m centspan.deploy.demo.provider
export OTEL_SERVICE_NAME=ticket-router
python examples/classifier.py --tickets 30
"""

import argparse
import random
from concurrent.futures import ThreadPoolExecutor

from anthropic import Anthropic, AnthropicError

import centspan.auto  # noqa: F401 - every call below becomes a span with its cost
from centspan.instrumentation import label, task

QUEUES = ("billing", "delivery", "technical", "account", "other")
TICKETS = (
    "I was charged twice for the same order, please return one payment.",
    "The parcel shows as delivered but nobody here has seen it.",
    "Since the last update the app closes when I open the camera.",
    "Please delete my account and everything that belongs to it.",
    "Do you have an office in Lisbon and can I visit it?",
)
TENANTS = ("acme-retail", "blue-harbor", "cedar-health")
RULES = f"Answer with one word, the queue that this ticket belongs to: {', '.join(QUEUES)}."


@label(feature="ticket-classify", team="support", route="/tickets", prompt_version="router-v3")
def queue_of(client: Anthropic, ticket: str) -> str:
    """Ask for the ticket's queue."""
    answer = client.messages.create(
        model="claude-haiku-5-5",
        max_tokens=8,
        system=RULES,
        messages=[{"role": "user", "content": ticket}],
    )
    return answer.content[0].text.strip().lower()


def route(client: Anthropic, number: int, ticket: str, tenant: str) -> bool:
    """Route one ticket; a word that is no queue is a failure."""
    with label(tenant=tenant), task("ticket.route") as work:
        try:
            queue = queue_of(client, f"Ticket {number}: {ticket}")
        except AnthropicError as error:
            work.failed(type(error).__name__)
            return False
        if queue not in QUEUES:
            work.failed("no such queue")
            return False
        work.succeeded()
        return True


def main() -> None:
    """Route a number of tickets, four at a time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tickets", type=int, default=30)
    count = parser.parse_args().tickets
    client, dice = Anthropic(), random.Random(2)
    tickets = [
        (client, number, dice.choice(TICKETS), dice.choice(TENANTS)) for number in range(count)
    ]
    with ThreadPoolExecutor(4) as pool:
        routed = sum(pool.map(lambda arguments: route(*arguments), tickets))
    print(f"router: {routed} of {count} tickets routed")


if __name__ == "__main__":
    main()
