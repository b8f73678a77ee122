"""What hangs on a call and stands in tables of its own: its prompt's shape, its text, its task's outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from centspan.collector.importing.cells import Cells
from centspan.collector.importing.prompt import (
    hashed,
    is_hash,
    key_id,
    prompt_fingerprint,
    prompt_text,
)
from centspan.collector.importing.settings import Settings
from centspan.collector.importing.values import NotThis, count, items
from centspan.collector.importing.values import truth as _truth

MOST_BLOCKS: Final = 4096
CALL: Final = ("started_at", "trace_id", "span_id")
_SHARED: Final = {
    "call_prefixes": (*CALL, "environment", "feature", "provider", "model"),
    "call_content": CALL,
    "task_outcomes": (),
}


@dataclass(frozen=True, slots=True)
class Track:
    """A row of another table; it shares columns with its call."""

    table: str
    columns: Mapping[str, Any]

    def on(self, call: Mapping[str, Any]) -> "Track":
        """The same, with what it shares with its call."""
        shared = {name: call[name] for name in _SHARED[self.table] if name in call}
        if self.table == "task_outcomes":
            shared["reported_at"] = call["started_at"] + call["duration_us"]
        return Track(self.table, {**shared, **self.columns})


def prefixes_of(cells: Cells, call: Mapping[str, Any]) -> Track | None:
    """The chain of a prompt's blocks, its sections and tools; None where the row has none of them."""
    if not cells.fields.keys() & {"prefix_fingerprints", "tool_names", "prompt"}:
        return None
    given = cells.read("prefix_fingerprints", items, [])[:MOST_BLOCKS]
    tools = cells.read("tool_names", items, [])
    own = prompt_fingerprint(cells.fields["prompt"]) if "prompt" in cells.fields else None
    blocks = [hashed("prefix", each) for each in given]
    sections = [part.split(":") for part in (own.sections if own else "").split(",") if part]
    if own is not None and not given:
        blocks = [int(own.prefixes[at : at + 16], 16) for at in range(0, len(own.prefixes), 16)]
    columns = {
        "system_fingerprint": call.get("system_fingerprint", 0),
        "fingerprint_key_id": 0 if given and all(map(is_hash, given)) else key_id(),
        "prefixes": blocks,
        "prefix_block_tokens": cells.read("prefix_block_tokens", count, 0) if given else 0,
        "section_names": [name for name, _ in sections],
        "section_chars": [int(size) for _, size in sections],
        "tool_hashes": [hashed("tool", each) for each in tools],
        "tool_chars": [0] * len(tools),
        "tool_called": [0] * len(tools),
    }
    return Track("call_prefixes", columns)


def content_of(cells: Cells, settings: Settings) -> Track | None:
    """The prompt's text, only where the import was allowed to keep it."""
    if not settings.keep_prompts or "prompt" not in cells.fields:
        return None
    return Track("call_content", {"input_messages": prompt_text(cells.fields["prompt"])})


def outcome_of(cells: Cells, call: Mapping[str, Any]) -> Track | None:
    """How the row's task ended, where it names one; an unknown outcome is none."""
    ended = cells.read("task_ok", _outcome, "")
    if not ended or not call.get("task_id"):
        return None
    return Track("task_outcomes", {"task_id": call["task_id"], "outcome": ended})


def _outcome(value: Any) -> str:
    text = str(value).strip().lower()
    if text in ("unknown", "pending"):
        return ""
    try:
        return "succeeded" if _truth(value) else "failed"
    except NotThis:
        raise NotThis("true or false, succeeded or failed") from None
