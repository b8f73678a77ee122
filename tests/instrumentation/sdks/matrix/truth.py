"""What a call really used and what that costs: from the scenario, by the wire it came over."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from fake_llm.scenario import Scenario

Tokens = dict[str, int]


@dataclass(frozen=True)
class Model:
    """A model and its list price: USD per million tokens by bucket; none for a free one."""

    name: str
    prices: dict[str, str]

    def cost(self, tokens: Tokens) -> Decimal | None:
        """USD of these tokens, None without a price."""
        if not self.prices:
            return None
        return (
            sum((Decimal(self.prices[each]) * n for each, n in tokens.items()), Decimal()) / 10**6
        )


def _priced(name: str, uncached_input: str, output: str, **others: str) -> Model:
    prices = {"uncached_input": uncached_input, "output": output, "reasoning": output}
    return Model(name, prices | others)


GPT = _priced("gpt-4o-mini", "0.15", "0.6", cache_read="0.075")
EMBEDDING = _priced("text-embedding-3-small", "0.02", "0")
CLAUDE = _priced(
    "claude-sonnet-4-5", "3", "15", cache_read="0.3", cache_write_5m="3.75", cache_write_1h="6"
)
BEDROCK_CLAUDE = _priced(
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "3.3",
    "16.5",
    cache_read="0.33",
    cache_write_5m="4.125",
    cache_write_1h="6.6",
)
GEMINI = _priced("gemini-2.5-flash", "0.3", "2.5", cache_read="0.03")
LLAMA = _priced("llama-3.3-70b-versatile", "0.59", "0.79", cache_read="0.59")
MISTRAL = _priced("mistral-small-latest", "0.15", "0.6", cache_read="0.015")
COMMAND = _priced("command-a-03-2025", "2.5", "10")
LOCAL = Model("llama3", {})

Truth = Callable[[Scenario], Tokens]


def openai(plan: Scenario) -> Tokens:
    """Chat completions, responses, and Gemini, which counts alike."""
    return {
        "uncached_input": plan.input - plan.cached,
        "cache_read": plan.cached,
        "output": plan.output - plan.reasoning,
        "reasoning": plan.reasoning,
    }


def anthropic(plan: Scenario) -> Tokens:
    """Messages, wherever they are served."""
    written = {"cache_write_5m": plan.cache_write_5m, "cache_write_1h": plan.cache_write_1h}
    answered = {"output": plan.output - plan.reasoning, "reasoning": plan.reasoning}
    return {"uncached_input": plan.uncached, "cache_read": plan.cache_read} | written | answered


def converse(plan: Scenario) -> Tokens:
    """Bedrock's own counts."""
    cache = {"cache_read": plan.cache_read, "cache_write_5m": plan.cache_write_5m}
    return {"uncached_input": plan.uncached, "output": plan.output} | cache


def plain(plan: Scenario) -> Tokens:
    """Input and output, no more."""
    return {"uncached_input": plan.input, "output": plan.output}


def embedded(plan: Scenario) -> Tokens:
    """Embeddings: only input."""
    return {"uncached_input": plan.input}
