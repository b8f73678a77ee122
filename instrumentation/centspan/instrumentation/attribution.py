"""Who spends: labels on every call made inside a block, a function or another service.

A label is baggage: OpenTelemetry's propagators carry it to services further on. Precedence: inner
label, outer label, incoming baggage, environment (`CENTSPAN_FEATURE`, …, then
`OTEL_RESOURCE_ATTRIBUTES`). Labels follow `await`, tasks and `asyncio.to_thread`; for a
`ThreadPoolExecutor` or a `Thread` hand over `carry(function)`.

Labels leave as the app gives them, in spans and in the baggage of its requests; only a user is a
keyed hash from the start, the same one that an SDK's `user=` becomes.
"""

import os
import re
from collections.abc import Callable, Mapping
from contextvars import copy_context
from functools import cache, wraps
from typing import Any, Final, ParamSpec, TypeVar
from urllib.parse import unquote

from opentelemetry import baggage
from opentelemetry.context import Context, create_key, get_current
from opentelemetry.util.types import AttributeValue

from centspan.instrumentation import attributes as names
from centspan.instrumentation import settings
from centspan.instrumentation.prefix_chain import name_hash
from centspan.instrumentation.scope import Scope

P = ParamSpec("P")
R = TypeVar("R")

MAX_VALUE: Final = 200
"""Characters of a label that are kept."""
LABELS: Final = {
    "feature": names.FEATURE,
    "tenant": names.TENANT,
    "team": names.TEAM,
    "user": names.USER_ID,
    "route": names.ROUTE,
    "prompt_version": names.PROMPT_VERSION,
    "purpose": names.PURPOSE,
    "session": names.SESSION_ID,
}
"""Argument of `label` → attribute, which is also the key in the baggage."""
CARRIED: Final = (*LABELS.values(), names.TASK_ID, names.TASK_NAME)

_LABELS_KEY: Final = create_key("centspan-labels")
_BAGGAGE_KEY: Final = next(iter(baggage.clear(Context())))
"""Where a context keeps its baggage; OpenTelemetry's own functions copy all for each entry."""
_DEFAULTS: Final = {
    settings.FEATURE: names.FEATURE,
    settings.TENANT: names.TENANT,
    settings.TEAM: names.TEAM,
    settings.USER: names.USER_ID,
    settings.ROUTE: names.ROUTE,
    settings.PROMPT_VERSION: names.PROMPT_VERSION,
    settings.PURPOSE: names.PURPOSE,
}


def label(**values: object) -> Scope:
    """Label every call inside: `with label(feature="search", tenant=acme.id):` or a decorator.

    Takes feature, tenant, team, user, route, prompt_version, purpose and session; None is
    ignored, other values become text of at most 200 characters, a user a keyed hash. Raises
    TypeError for other names.
    """
    if unknown := values.keys() - LABELS.keys():
        raise TypeError(
            f"label() takes {', '.join(LABELS)}; found {', '.join(sorted(unknown))}. "
            "Use one of these, or a span attribute of your own."
        )
    given = {LABELS[key]: value for key, value in values.items() if value is not None}
    if names.USER_ID in given:
        given[names.USER_ID] = user_id(given[names.USER_ID])
    return labelled(given)


def labelled(attributes: Mapping[str, object]) -> Scope:
    """A scope whose calls carry `attributes` (names of `CARRIED`)."""
    own = {name: text for name, value in attributes.items() if (text := clean(value))}
    return Scope(lambda context: _with(context, own))


def clean(value: object) -> str:
    """A label's text: one line, without control characters, at most `MAX_VALUE` long."""
    try:
        text = value if type(value) is str else str(value)
    except Exception:  # noqa: BLE001 - an object without a readable name labels nothing
        return ""
    if len(text) > MAX_VALUE:
        text = text[:MAX_VALUE]
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


def user_id(user: object) -> str:
    """What leaves the process of an end user: a keyed hash, '' for nobody."""
    text = clean(user)
    return f"u_{name_hash('user', text)}" if text else ""


def current_attributes(context: Context | None = None) -> dict[str, AttributeValue]:
    """The labels of calls made in `context` (default: the current one); not to be changed."""
    if context is None:
        context = get_current()
    if not context:
        return defaults()
    found: dict[str, AttributeValue] = dict(defaults())
    for name, value in baggage.get_all(context).items():
        if name in _CARRIED and (text := clean(value)):
            found[name] = text
            if name == names.USER_ID and not _HASHED.fullmatch(text):  # the app's own baggage
                found[name] = user_id(text)
    own: Any = context.get(_LABELS_KEY)
    return found | own if own else found


def without_labels(context: Context) -> Context:
    """`context` without our baggage: what may leave for a model's provider."""
    carried = baggage.get_all(context)
    if not carried or _CARRIED.isdisjoint(carried):
        return context
    left = {name: value for name, value in carried.items() if name not in _CARRIED}
    return Context({**context, _BAGGAGE_KEY: left})


def carry(function: Callable[P, R]) -> Callable[P, R]:
    """`function`, running with the labels, task and span of whoever called `carry`.

    For threads: `pool.submit(carry(work), document)`.
    """
    context = copy_context()

    @wraps(function)
    def carried(*args: P.args, **kwargs: P.kwargs) -> R:
        return context.copy().run(function, *args, **kwargs)

    return carried


@cache
def defaults() -> dict[str, AttributeValue]:
    """Labels from the environment, read at the first call."""
    found: dict[str, AttributeValue] = {}
    for pair in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "").split(","):
        name, _, value = pair.partition("=")
        if name.strip() in _CARRIED and (text := clean(unquote(value.strip()))):
            found[name.strip()] = text
    for setting, name in _DEFAULTS.items():
        if text := clean(setting.text()):
            found[name] = text
    if names.USER_ID in found:
        found[names.USER_ID] = user_id(found[names.USER_ID])
    return found


def _with(context: Context, own: Mapping[str, str]) -> Context:
    outer: Any = context.get(_LABELS_KEY) or {}
    carried = {**baggage.get_all(context), **own}
    return Context({**context, _LABELS_KEY: {**outer, **own}, _BAGGAGE_KEY: carried})


_CARRIED: Final = frozenset(CARRIED)
_HASHED: Final = re.compile("u_[0-9a-f]{16}")
"""A user as the service before this one sent it."""
