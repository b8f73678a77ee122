"""What an LLM span made by someone else lacks, as attributes to add."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from opentelemetry.context import Context
from opentelemetry.util.types import AttributeValue

from centspan.instrumentation import attributes as names
from centspan.instrumentation import pricing, served
from centspan.instrumentation.attribution import current_attributes
from centspan.instrumentation.dialects import OWN, is_llm_call, operation, read_usage, text
from centspan.instrumentation.sampling import CALL_PREFIXES, root_attributes
from centspan.instrumentation.spellings import ROLLUP_OPERATIONS
from centspan.instrumentation.usage import Usage


def whole(attributes: Mapping[str, AttributeValue]) -> bool:
    """Say whether a span is ours and its call has ended: nothing is missing in it."""
    return names.USAGE_SOURCE in attributes


def says_llm(attributes: Mapping[str, AttributeValue] | None) -> bool:
    """Say at little cost whether any attribute is of an LLM vocabulary."""
    if attributes:
        for name in attributes:
            if name.startswith(CALL_PREFIXES):
                return True
    return False


def what_is_missing(span: Any, context: Context) -> dict[str, AttributeValue]:
    """Buckets, cost, labels, root and weight of a call, without what the span says itself.

    `context` is the one the span began in. Empty for spans that are no call.
    """
    attributes: Mapping[str, AttributeValue] = span.attributes
    if not is_llm_call(attributes):
        return {}
    usage = read_usage(attributes, span.instrumentation_scope.name)
    found = {
        **current_attributes(context),
        **root_attributes(span.get_span_context()),
        **usage_attributes(usage),
        **_cost(attributes, usage, span.start_time),
    }
    return {name: value for name, value in found.items() if name not in attributes}


def usage_attributes(usage: Usage) -> dict[str, AttributeValue]:
    """Usage in our exclusive buckets; zero buckets are left out."""
    counts = {name: getattr(usage, field) for field, name in OWN.items()}
    return {
        **{name: count for name, count in counts.items() if count},
        names.USAGE_SOURCE: usage.source,
        names.USAGE_STATUS: usage.status,
    }


def _cost(
    attributes: Mapping[str, AttributeValue], usage: Usage, started_ns: int
) -> Mapping[str, AttributeValue]:
    """Our price of the standard tier, unless someone has priced the span or it repeats others."""
    if text(attributes, "recorded_usd") or usage.source == "none" or served.tier(attributes):
        return {}
    if operation(attributes) in ROLLUP_OPERATIONS:
        return {}
    when = datetime.fromtimestamp(started_ns / 1e9, UTC)
    return pricing.cost_attributes(
        served.provider(attributes), served.model(attributes), usage, when
    )
