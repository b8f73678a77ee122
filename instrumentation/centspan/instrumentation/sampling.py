"""Sampling never loses money: calls are kept whatever the app's sampler says of their traces.

The sampler is also where a span learns two facts that only its local root knows: the root's kind
and, where the app insists on sampling, the weight. Both ride on the trace state *object*, which
children inherit for nothing, dropped ones too, and which looks like any other on the wire.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from opentelemetry.context import Context
from opentelemetry.sdk.trace.sampling import Decision, Sampler, SamplingResult
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    TraceFlags,
    TraceState,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.util.types import Attributes, AttributeValue

from centspan.instrumentation import attributes as names
from centspan.instrumentation.dialects import may_be_llm_call
from centspan.instrumentation.spellings import CALL_OPERATIONS
from centspan.instrumentation.weight import weight_of

CALL_PREFIXES: Final = ("gen_ai.", "llm.", "openinference.", "langfuse.observation", "ai.model")
"""How the attribute names of every LLM vocabulary begin."""


_KIND_NAMES: Final = {kind: kind.name.lower() for kind in SpanKind}


class Root(NamedTuple):
    """What the local root passes on to every span below it."""

    kind: str
    """Empty where the root began before we were there."""
    weight: float | None
    """None where every span counts as one, or nobody knows."""


class Mark(TraceState):
    """A trace state that knows its local root, and whether its span was kept for us alone."""

    def __init__(self, state: TraceState | None, root: Root, *, kept_by_us: bool) -> None:
        super().__init__(list(state.items()) if state else None)
        self.root = root
        self.kept_by_us = kept_by_us


def _marked(state: TraceState | None, root: Root, *, kept_by_us: bool) -> Mark:
    return Mark(state, root, kept_by_us=kept_by_us) if state else _mark(root, kept_by_us)


@lru_cache(maxsize=256)
def _mark(root: Root, kept_by_us: bool) -> Mark:
    """Most trace states are empty; what never changes can be shared."""
    return Mark(None, root, kept_by_us=kept_by_us)


class KeepCalls(Sampler):
    """The app's sampler, except that spans of LLM calls are never dropped.

    Spans below a call are sampled as if the call had been dropped, so that the app gets
    exactly the other spans it asked for. With `keep=False` the app's sampler decides alone.
    """

    def __init__(self, app: Sampler, *, keep: bool, all_are_calls: bool = False) -> None:
        self.app = app
        self._keep = keep
        self._all_are_calls = all_are_calls

    def should_sample(
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        """Decide as the app's sampler does, then keep what is a call."""
        parent = get_current_span(parent_context)
        above = parent.get_span_context()
        mark = above.trace_state if isinstance(above.trace_state, Mark) else None
        if mark is not None and mark.kept_by_us:
            parent_context = _as_dropped(above, mark, parent_context)
        result = self.app.should_sample(parent_context, trace_id, name, kind, attributes, links)
        is_call = self._all_are_calls or looks_like_call(name, kind, attributes)
        if mark is not None and not is_call and result.trace_state is mark:
            return result
        root = mark.root if mark is not None else self._root(parent, above, kind, result)
        rescued = is_call and self._keep and result.decision is not Decision.RECORD_AND_SAMPLE
        return SamplingResult(
            Decision.RECORD_AND_SAMPLE if rescued else result.decision,
            _attributes(result, attributes if rescued else None, root if is_call else None),
            _marked(result.trace_state, root, kept_by_us=rescued),
        )

    def get_description(self) -> str:
        """Name the app's sampler inside ours."""
        return f"KeepCalls{{{self.app.get_description()}}}"

    def _root(
        self, parent: Any, above: SpanContext, kind: SpanKind | None, result: SamplingResult
    ) -> Root:
        if above.is_valid and not above.is_remote:  # began before we were attached
            further = getattr(parent, "parent", above)
            is_root = further is None or further.is_remote
            return Root(parent.kind.name.lower() if is_root else "", None)
        weight = None if self._keep else weight_of(self.app, result, remote=above.is_valid)
        return Root(_KIND_NAMES[kind or SpanKind.INTERNAL], weight)


def looks_like_call(name: str, kind: SpanKind | None, attributes: Attributes) -> bool:
    """Say whether a span about to start will stand for an LLM call.

    By its attributes; by its name, `chat gpt-4o`, where an instrumentation sets them later.
    """
    if attributes:
        for key in attributes:
            if key.startswith(CALL_PREFIXES):
                return may_be_llm_call(attributes)
    return kind is SpanKind.CLIENT and name.partition(" ")[0] in CALL_OPERATIONS


def app_sampler(sampler: Any) -> Any:
    """The sampler the app chose, without ours around it."""
    return sampler.app if isinstance(sampler, KeepCalls) else sampler


def root_attributes(span: SpanContext) -> dict[str, AttributeValue]:
    """What a span's context knows of its local root: kind, and weight where the app samples."""
    state = span.trace_state
    return _of_root(state.root) if isinstance(state, Mark) else {}


def _of_root(root: Root) -> dict[str, AttributeValue]:
    found: dict[str, AttributeValue] = {names.ROOT_KIND: root.kind} if root.kind else {}
    if root.weight is not None:
        found[names.WEIGHT] = root.weight
    return found


def _attributes(result: SamplingResult, given: Attributes, root: Root | None) -> Attributes:
    """What the span starts with: the sampler's attributes, or those `given` for a dropped one."""
    if root is None:
        return result.attributes
    return {**(given or result.attributes or {}), **_of_root(root)}


def _as_dropped(kept: SpanContext, mark: Mark, context: Context | None) -> Context:
    """The context as it were had the app's sampler dropped the call."""
    flags = TraceFlags(kept.trace_flags & ~TraceFlags.SAMPLED)
    state = Mark(mark, mark.root, kept_by_us=False)
    dropped = SpanContext(kept.trace_id, kept.span_id, False, flags, state)
    return set_span_in_context(NonRecordingSpan(dropped), context)
