"""A nightly job: summarises the day's conversations of every customer.

export OPENAI_API_KEY=…            # or run: python -m centspan.deploy.demo.provider
export OTEL_SERVICE_NAME=batch-jobs
python examples/nightly_summaries.py --conversations 24
"""

import argparse
import asyncio
import random

from openai import AsyncOpenAI, OpenAIError

import centspan.auto  # noqa: F401 - every call below becomes a span with its cost
from centspan.instrumentation import label, section, task

TENANTS = ("acme-retail", "blue-harbor", "cedar-health", "dune-travel")
LINES = (
    "Customer: the parcel has not arrived and I need it on Friday.",
    "Agent: I am sorry. I have asked the carrier where it is.",
    "Customer: and I was charged for express delivery.",
    "Agent: I have returned the difference to your card.",
    "Customer: can you send it to my office instead?",
    "Agent: yes, until six in the evening the address can still be changed.",
)
RULES = "Summarise the conversation in three sentences: the problem, what was done, what is open."


def conversation(dice: random.Random) -> str:
    """Make one up."""
    return "\n".join(dice.choice(LINES) for _ in range(dice.randint(20, 90)))


@label(feature="nightly-summary", team="insights", prompt_version="summary-v2")
async def summarise(client: AsyncOpenAI, text: str) -> str:
    """Ask for the summary of one conversation."""
    answer = await client.responses.create(
        model="gpt-5.4-mini",
        instructions=RULES,
        input=section("conversation", text),
        max_output_tokens=200,
    )
    return answer.output_text


async def work_through(client: AsyncOpenAI, tenant: str, texts: list[str]) -> int:
    """Summarise the conversations of one customer; returns how many were."""
    done = 0
    with label(tenant=tenant):
        for text in texts:
            with task("summary.write") as work:
                try:
                    summary = await summarise(client, text)
                except OpenAIError as error:
                    work.failed(type(error).__name__)
                    continue
                done += bool(summary)
                work.succeeded()
    return done


async def main() -> None:
    """Share a number of conversations among the customers, who are worked on side by side."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--conversations", type=int, default=24)
    count, dice = parser.parse_args().conversations, random.Random(3)
    texts = [conversation(dice) for _ in range(count)]
    async with AsyncOpenAI() as client:
        done = await asyncio.gather(
            *(
                work_through(client, tenant, texts[number :: len(TENANTS)])
                for number, tenant in enumerate(TENANTS)
            )
        )
    print(f"nightly: {sum(done)} of {count} conversations summarised")


if __name__ == "__main__":
    asyncio.run(main())
