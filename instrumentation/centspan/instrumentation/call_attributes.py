"""The attributes of a call's span: those it starts with, and those its end adds."""

from operator import attrgetter
from typing import Final

from opentelemetry.context import Context
from opentelemetry.util.types import AttributeValue

from centspan.instrumentation import attributes as names
from centspan.instrumentation import estimate
from centspan.instrumentation.attribution import clean, current_attributes, user_id
from centspan.instrumentation.call_facts import Course, Request, Response
from centspan.instrumentation.content import content_attributes
from centspan.instrumentation.fingerprint import Fingerprint, with_called
from centspan.instrumentation.pricing import cost_attributes, cost_given
from centspan.instrumentation.served import with_region
from centspan.instrumentation.usage import NO_USAGE, Usage

Attributes = dict[str, AttributeValue]

_COUNTED: Final = tuple(
    [names.TOKENS_PREFIX + each for each in names.BUCKETS]
    + [names.UNITS_PREFIX + each for each in names.UNITS]
)
_counts = attrgetter(*names.BUCKETS, *names.UNITS)


def identity(request: Request) -> Attributes:
    """What samplers and processors see as the span starts."""
    return {
        names.OPERATION: request.operation,
        names.PROVIDER: request.provider,
        names.REQUEST_MODEL: request.model,
    }


def start_attributes(request: Request, context: Context) -> Attributes:
    """What is known before the request leaves: the call, who makes it, its fingerprints."""
    found = identity(request)
    if request.host:
        found[names.SERVER_ADDRESS] = request.host
        if request.port:
            found[names.SERVER_PORT] = request.port
    if request.stream:
        found[names.REQUEST_STREAM] = True
    if request.max_tokens is not None:
        found[names.REQUEST_MAX_TOKENS] = request.max_tokens
    if request.temperature is not None:
        found[names.REQUEST_TEMPERATURE] = request.temperature
    if request.has_tools:
        found[names.HAS_TOOLS] = True
    if request.user:
        found[names.USER_ID] = user_id(request.user)
    if request.conversation:
        found[names.CONVERSATION_ID] = clean(request.conversation)
    if request.fingerprint is not None:
        _add_fingerprint(found, request.fingerprint)
    found.update(current_attributes(context))
    return found


def end_attributes(request: Request, response: Response | None, course: Course) -> Attributes:
    """What the answer adds: usage, cost, and how it went."""
    found: Attributes = {}
    _add_course(found, course)
    if response is None:
        found[names.USAGE_SOURCE] = NO_USAGE.source
        _add_unseen(found, request, NO_USAGE, course.unseen_attempts)
        return found
    tier = with_region(response.service_tier, response.region, request.host)
    _add_answer(found, response, tier)
    usage = _usage(request, response, failed=bool(course.error))
    _add_usage(found, usage)
    _add_unseen(found, request, usage, course.unseen_attempts)
    found.update(_cost(request, response, usage, tier))
    if request.fingerprint is not None and request.fingerprint.tools:
        found[names.TOOL_HASHES] = with_called(request.fingerprint.tools, response.tools_called)
    return found


def _add_fingerprint(found: Attributes, fingerprint: Fingerprint) -> None:
    found[names.FINGERPRINT_KEY_ID] = fingerprint.key_id
    found[names.REQUEST_FINGERPRINT] = fingerprint.request
    found[names.PREFIX_CHAIN] = fingerprint.prefixes
    found[names.SECTION_CHARS] = fingerprint.sections
    if fingerprint.system:
        found[names.SYSTEM_FINGERPRINT] = fingerprint.system
    if fingerprint.tools:
        found[names.TOOL_HASHES] = fingerprint.tools
    if fingerprint.content is not None:
        found.update(content_attributes(fingerprint.content))


def _add_course(found: Attributes, course: Course) -> None:
    if course.to_first_chunk_s is not None:
        found[names.TIME_TO_FIRST_CHUNK] = course.to_first_chunk_s
    if course.failed_attempts:
        found[names.ATTEMPTS] = course.failed_attempts + 1
        found[names.RESEND_COUNT] = course.failed_attempts
    if course.error:
        found[names.ERROR_TYPE] = course.error
    if course.http_status is not None:
        found[names.HTTP_STATUS] = course.http_status
    if course.abandoned:
        found[names.ABANDONED] = True


def _add_unseen(found: Attributes, request: Request, usage: Usage, attempts: int) -> None:
    """Attempts without an answer, and the prompt's tokens that each of them sent."""
    if not attempts:
        return
    found[names.UNSEEN_ATTEMPTS] = attempts
    characters = request.fingerprint.characters if request.fingerprint is not None else 0
    each = usage.total_input or estimate.input_tokens(request.model, characters)
    if each:
        found[names.UNSEEN_INPUT_TOKENS] = each * attempts


def _add_answer(found: Attributes, response: Response, tier: str) -> None:
    if response.model:
        found[names.RESPONSE_MODEL] = response.model
    if response.id:
        found[names.RESPONSE_ID] = response.id
    if response.finish_reasons:
        found[names.FINISH_REASONS] = response.finish_reasons
    if tier:
        found[names.SERVICE_TIER] = tier
    if response.request_id:
        found[names.REQUEST_ID] = response.request_id
    if response.http_status is not None:
        found[names.HTTP_STATUS] = response.http_status
    if response.said:
        found[names.OUTPUT_MESSAGES] = response.said


def _usage(request: Request, response: Response, *, failed: bool) -> Usage:
    """The reported usage, learnt from; else an estimate, for a failed call only if it answered."""
    usage, fingerprint = response.usage, request.fingerprint
    characters = fingerprint.characters if fingerprint is not None else 0
    if usage.source == "provider":
        if characters and not (usage.audio_input or usage.image_input):
            estimate.learn(request.model, characters, usage.total_input)
        return usage
    if failed and not (response.output_characters or usage.total_input):
        return usage
    return estimate.estimate(request.model, usage, characters, response.output_characters)


def _add_usage(found: Attributes, usage: Usage) -> None:
    found[names.USAGE_SOURCE] = usage.source
    if usage.source == "none":
        return
    if usage.status != "ok":
        found[names.USAGE_STATUS] = usage.status
    found[names.USAGE_INPUT] = usage.total_input
    found[names.USAGE_OUTPUT] = usage.total_output
    if usage.cache_read:
        found[names.USAGE_CACHE_READ] = usage.cache_read
    if written := usage.cache_write_5m + usage.cache_write_1h:
        found[names.USAGE_CACHE_WRITE] = written
    if usage.reasoning:
        found[names.USAGE_REASONING] = usage.reasoning
    counts: tuple[int, ...] = _counts(usage)
    for name, count in zip(_COUNTED, counts, strict=True):
        if count:
            found[name] = count


def _cost(request: Request, response: Response, usage: Usage, tier: str) -> Attributes:
    """The app's own figure, else the list price; none for tiers and regions, which the store prices."""
    if response.cost_usd is not None:
        return cost_given(response.cost_usd)
    if tier:
        return {}
    if response.model and (cost := cost_attributes(request.provider, response.model, usage)):
        return cost
    return cost_attributes(request.provider, request.model, usage)
