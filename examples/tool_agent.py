"""An agent with tools: it looks things up until it can answer.

export ANTHROPIC_API_KEY=…         # or run: python -m centspan.deploy.demo.provider
export OTEL_SERVICE_NAME=agent-runner
python examples/tool_agent.py --goals 10
"""

import argparse
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from anthropic import Anthropic, AnthropicError

import centspan.auto  # noqa: F401 - every call below becomes a span with its cost
from centspan.instrumentation import label, report_outcome, task

MOST_STEPS = 8
GOALS = (
    "Compare our delivery times with those of last quarter.",
    "Which customers cancelled after a price change, and why?",
    "Draft a note on the three most common complaints of this week.",
)


def tool(name: str, description: str) -> dict[str, Any]:
    """Describe a tool that takes one query."""
    query = {"type": "string", "description": "What to look for, in a few words."}
    schema = {"type": "object", "properties": {"query": query}, "required": ["query"]}
    return {"name": name, "description": description, "input_schema": schema}


TOOLS = [
    tool("search_orders", "Find orders by customer, product, date or state of delivery."),
    tool("search_tickets", "Find support tickets by words in them."),
    tool("read_report", "Read a report of the last four quarters by its title."),
    tool("run_query", "Run a query of the warehouse and return at most fifty rows."),
]
RULES = "You are an analyst. Look up what you need with the tools, then answer in short. " * 60


def result_of(name: str, arguments: dict[str, Any]) -> str:
    """What a tool would find."""
    return f"{name}({arguments.get('query', '')}): " + "row 1, row 2, row 3; " * 20


@label(feature="research-agent", team="research", prompt_version="agent-v5")
def pursue(client: Anthropic, goal: str) -> bool:
    """Let the model call tools until it answers in words."""
    messages: list[dict[str, Any]] = [{"role": "user", "content": goal}]
    system = [{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}]
    for _ in range(MOST_STEPS):
        answer = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=400,
            system=system,
            tools=TOOLS,
            messages=messages,
        )
        messages.append({"role": "assistant", "content": answer.content})
        if answer.stop_reason != "tool_use":
            return True
        results = [
            {
                "type": "tool_result",
                "tool_use_id": block.id,
                "content": result_of(block.name, block.input),
            }
            for block in answer.content
            if block.type == "tool_use"
        ]
        messages.append({"role": "user", "content": results})
    return False


def run(client: Anthropic, number: int) -> bool:
    """Pursue one goal; whether it helped is known later and reported from elsewhere."""
    with label(tenant="internal", user=f"analyst-{number % 3}"), task("research.answer") as work:
        try:
            done = pursue(client, f"Request {number}: {GOALS[number % len(GOALS)]}")
        except AnthropicError as error:
            work.failed(type(error).__name__)
            return False
    report_outcome(work.id, ok=done, value_usd=4 if done else None)
    return done


def main() -> None:
    """Pursue a number of goals, three at a time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--goals", type=int, default=10)
    count = parser.parse_args().goals
    client = Anthropic()
    numbers = random.Random(4).sample(range(10 * count), count)
    with ThreadPoolExecutor(3) as pool:
        done = sum(pool.map(lambda number: run(client, number), numbers))
    print(f"agent: {done} of {count} goals reached")


if __name__ == "__main__":
    main()
