"""How many calls a kept span stands for: 1/probability, where the probability can be known."""

import re
from typing import Final

from opentelemetry.sdk.trace.sampling import Sampler, SamplingResult
from opentelemetry.trace import TraceState

_RATIO: Final = re.compile(r"TraceIdRatioBased\{([^}]+)\}")
_ROOT: Final = re.compile(r"ParentBased\{root:(.*?),remoteParentSampled:")
_THRESHOLD: Final = re.compile(r"(?:^|;)th:([0-9a-f]{1,14})(?:;|$)")
_ALWAYS: Final = "AlwaysOnSampler"
_STEPS: Final = 16**14


def weight_of(sampler: Sampler, result: SamplingResult, *, remote: bool) -> float | None:
    """The weight of a local root and all below it; None for 1 and for unknown.

    `remote` says that another process began the trace: its sampler's probability is known only
    from the trace state (`ot=th:…`).
    """
    probability = _from_state(result.trace_state)
    if probability is None:
        probability = probability_of(sampler.get_description(), remote=remote)
    return 1 / probability if probability and probability < 1 else None


def probability_of(description: str, *, remote: bool = False) -> float | None:
    """The share of traces a sampler keeps, read from its description; None where it depends."""
    if description == _ALWAYS:
        return 1.0
    if ratio := _RATIO.match(description):
        return float(ratio[1])
    root = _ROOT.match(description)
    if root is None or remote:
        return None
    return probability_of(root[1])


def _from_state(state: TraceState | None) -> float | None:
    """Read OpenTelemetry's rejection threshold: 14 hex digits, trailing zeros left out."""
    found = _THRESHOLD.search(state.get("ot", "")) if state else None
    return 1 - int(found[1].ljust(14, "0"), 16) / _STEPS if found else None
