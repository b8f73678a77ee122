"""What the simulated model says: the same request gets the same answer."""

import json
import random

from centspan.deploy.demo.provider.exchange import Answer, Asked
from centspan.deploy.demo.provider.prompt_cache import CHARACTERS_PER_TOKEN

PROSE = (
    "the order was shipped on time and the refund will reach your account within five days please "
    "check the settings page under billing where you can change the plan or download an invoice if "
    "it does not appear our team can resend it to you the warranty covers parts and labour for two "
    "years from delivery and a replacement is sent before the old part has to be returned"
)
WORDS = tuple(PROSE.split())
LABELS = ("billing", "delivery", "technical", "account", "other")
REASONING_MODELS = ("gpt-6.1", "gpt-5.5")
MEDIAN_TOKENS = 55
SPREAD = 0.7
"""Answers are lognormal in length; short, because the demo should not take long."""
TOOL_ROUNDS = 3


def answer(asked: Asked) -> Answer:
    """Answer with a label, a tool call or prose, whatever the request is made for."""
    dice = random.Random("\x1e".join(asked.pieces))  # noqa: S311 - a simulation, no secrets
    reasoning = dice.randint(40, 220) if asked.model.startswith(REASONING_MODELS) else 0
    if asked.tools and asked.tool_results < dice.randint(1, TOOL_ROUNDS):
        arguments = json.dumps({"query": " ".join(dice.sample(WORDS, 4))})
        return Answer("", dice.choice(asked.tools), arguments, reasoning)
    if asked.max_tokens <= 16:
        return Answer(dice.choice(LABELS), reasoning=reasoning)
    wanted = round(dice.lognormvariate(0, SPREAD) * MEDIAN_TOKENS) + 1
    given = min(wanted, asked.max_tokens)
    text = _prose(dice, given * CHARACTERS_PER_TOKEN)
    return Answer(text, reasoning=reasoning, cut=given < wanted)


def pieces_of(text: str, words: int = 6) -> list[str]:
    """Cut an answer into the chunks of a stream."""
    split = text.split(" ")
    chunks = [" ".join(split[start : start + words]) for start in range(0, len(split), words)]
    return [chunk if number == 0 else f" {chunk}" for number, chunk in enumerate(chunks)]


def _prose(dice: random.Random, characters: int) -> str:
    start = dice.randrange(len(WORDS))
    text = " ".join(WORDS[(start + offset) % len(WORDS)] for offset in range(characters // 3 + 2))
    return text[:characters].strip() or text[:1]
