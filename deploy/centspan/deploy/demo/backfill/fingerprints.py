"""Content-free fingerprints of the back-filled requests.

There is no text behind them, but they relate as real ones do: equal requests have equal hashes, a
conversation's turns and calls with one system prompt share the blocks that they would share.
"""

from dataclasses import dataclass

import numpy as np

from centspan.deploy.demo.backfill.calls import NONE, Calls
from centspan.deploy.demo.backfill.consequences import CHARACTERS_PER_TOKEN, Consequences
from centspan.deploy.demo.backfill.features import FEATURES
from centspan.deploy.demo.backfill.mixing import Words, mix
from centspan.deploy.demo.backfill.tools import tool_characters
from centspan.instrumentation.prefix_chain import BLOCK_BYTES, MAX_BLOCKS

HEX_DIGITS = 16
_SYSTEM, _REQUEST, _BLOCK, _LAST, _TOOL = range(100, 105)
"""Keep hashes of different things apart."""


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """For each call, the text of its fingerprint attributes ('' for none)."""

    request: list[str]
    system: list[str]
    prefixes: list[str]
    tools: list[str]
    sections: list[str]


def fingerprints(calls: Calls, follows: Consequences) -> Fingerprints:
    """Make them all."""
    request = mix(calls.content, calls.model, follows.prefix, _REQUEST)
    system = mix(calls.feature, follows.version, calls.system, _SYSTEM)
    return Fingerprints(
        request=_texts(request),
        system=[
            text if tokens else ""
            for text, tokens in zip(_texts(system), calls.system.tolist(), strict=True)
        ],
        prefixes=_prefixes(calls, follows),
        tools=_tools(calls),
        sections=_sections(calls, follows),
    )


def _texts(words: Words) -> list[str]:
    digits = words.astype(">u8").tobytes().hex()
    return [digits[at : at + HEX_DIGITS] for at in range(0, len(digits), HEX_DIGITS)]


def _prefixes(calls: Calls, follows: Consequences) -> list[str]:
    """Chains: blocks within the fixed part are shared by all, those of a conversation by its turns."""
    fixed = follows.fixed * CHARACTERS_PER_TOKEN
    total = fixed + calls.rest * CHARACTERS_PER_TOKEN
    counts = np.minimum(-(-total // BLOCK_BYTES), MAX_BLOCKS)
    call = np.repeat(np.arange(len(calls)), counts)
    block = np.arange(len(call)) - np.repeat(np.cumsum(counts) - counts, counts)
    end = (block + 1) * BLOCK_BYTES
    shared = mix(follows.prefix[call], block, _BLOCK)
    own = mix(calls.chain[call], follows.prefix[call], block, _BLOCK)
    last = mix(calls.content[call], follows.prefix[call], block, _LAST)
    hashes = np.where(end <= fixed[call], shared, np.where(end <= total[call], own, last))
    digits = hashes.astype(">u8").tobytes().hex()
    ends = np.cumsum(counts) * HEX_DIGITS
    starts = ends - counts * HEX_DIGITS
    return [digits[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


def _tools(calls: Calls) -> list[str]:
    known: dict[tuple[int, int, int], str] = {}
    keys = zip(
        calls.feature.tolist(), calls.extra_tools.tolist(), calls.called.tolist(), strict=True
    )
    return [known.get(key) or known.setdefault(key, _tool_text(*key)) for key in keys]


def _tool_text(feature: int, extra: int, called: int) -> str:
    sizes = tool_characters(feature, extra)
    if not sizes:
        return ""
    hashes = _texts(mix(feature, np.arange(len(sizes)), _TOOL))
    return ",".join(
        f"{name}:{characters}:{int(number == called != NONE)}"
        for number, (name, characters) in enumerate(zip(hashes, sizes, strict=True))
    )


def _sections(calls: Calls, follows: Consequences) -> list[str]:
    tools = (follows.fixed - calls.system) * CHARACTERS_PER_TOKEN
    rows = zip(
        calls.feature.tolist(),
        (calls.system * CHARACTERS_PER_TOKEN).tolist(),
        tools.tolist(),
        (calls.history * CHARACTERS_PER_TOKEN).tolist(),
        (calls.rest * CHARACTERS_PER_TOKEN).tolist(),
        strict=True,
    )
    return [_section_text(*row) for row in rows]


def _section_text(feature: int, system: int, tools: int, history: int, rest: int) -> str:
    standard = {"system": system, "tools": tools, "history": history, "user": rest - history}
    marked = {name: int(share * rest) for name, share in FEATURES[feature].sections}
    return ",".join(f"{name}:{count}" for name, count in (standard | marked).items() if count)
