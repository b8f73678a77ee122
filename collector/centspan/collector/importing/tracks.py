"""What hangs on a call and stands in tables of its own: its prompt's shape, its text, its task's outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from centspan.collector.importing.prompt import hashed, is_hash, key_id, prompt_text
from centspan.instrumentation.fingerprint import Fingerprint

MOST_BLOCKS: Final = 4096
CALL: Final = ("started_at", "trace_id", "span_id")
LABELS: Final = ("environment", "feature", "provider", "model")


@dataclass(frozen=True, slots=True)
class Track:
    """A row of another table."""

    table: str
    columns: dict[str, Any]


def tracks_of(
    said: Mapping[str, Any],
    prompt: Fingerprint | None,
    call: Mapping[str, Any],
    *,
    keep_prompts: bool,
) -> list[Track]:
    """Everything of a row that hangs on its call; an unknown outcome is none."""
    tracks: list[Track] = []
    if said.keys() & {"prefix_fingerprints", "tool_names", "prompt"}:
        tracks.append(Track("call_prefixes", _prefixes(said, prompt, call)))
    if keep_prompts and "prompt" in said:
        text = {"input_messages": prompt_text(said["prompt"])}
        tracks.append(Track("call_content", {name: call[name] for name in CALL} | text))
    if said.get("task_ok") and call.get("task_id"):
        ended = {"task_id": call["task_id"], "outcome": said["task_ok"]}
        ended["reported_at"] = call["started_at"] + call["duration_us"]
        tracks.append(Track("task_outcomes", ended))
    return tracks


def _prefixes(
    said: Mapping[str, Any], prompt: Fingerprint | None, call: Mapping[str, Any]
) -> dict[str, Any]:
    """The chain of a prompt's blocks, its sections and tools: the file's own blocks before ours."""
    given: list[str] = said.get("prefix_fingerprints", [])[:MOST_BLOCKS]
    tools: list[str] = said.get("tool_names", [])
    chain = prompt.prefixes if prompt and not given else ""
    sections = [part.split(":") for part in (prompt.sections if prompt else "").split(",") if part]
    return {
        **{name: call[name] for name in (*CALL, *LABELS) if name in call},
        "system_fingerprint": call.get("system_fingerprint", 0),
        "fingerprint_key_id": 0 if given and all(map(is_hash, given)) else key_id(),
        "prefixes": [hashed("prefix", each) for each in given]
        or [int(chain[at : at + 16], 16) for at in range(0, len(chain), 16)],
        "prefix_block_tokens": said.get("prefix_block_tokens", 0) if given else 0,
        "section_names": [name for name, _ in sections],
        "section_chars": [int(size) for _, size in sections],
        "tool_hashes": [hashed("tool", each) for each in tools],
        "tool_chars": [0] * len(tools),
        "tool_called": [0] * len(tools),
    }
