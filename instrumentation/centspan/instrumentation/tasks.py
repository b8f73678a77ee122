"""Tasks: units of the user's work, whose calls are added up and whose outcome is known or unknown.

A task ends as `succeeded` or `failed` only where the app says so, or where an exception leaves its
block; everything else stays unknown. Reasons are short words for grouping ("no_answer",
"tool_timeout"), not free text: they leave the process.
"""

import time
import uuid
from collections.abc import Callable, Generator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Self, TypeVar

from opentelemetry.trace import SpanKind
from opentelemetry.util.types import AttributeValue

from centspan.instrumentation import attributes as names
from centspan.instrumentation import provider
from centspan.instrumentation.attribution import clean, current_attributes, labelled
from centspan.instrumentation.decorate import around
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.scope import Scope

F = TypeVar("F", bound=Callable[..., Any])
Usd = Decimal | float | int | str
Said = dict[str, AttributeValue]

SPAN_NAME: Final = "centspan.task"


def task(name: str, task_id: str | None = None) -> "Task":
    """A unit of work whose calls carry its id; `task_id` where the app has one of its own."""
    return Task(name, task_id)


def report_outcome(
    task_id: str, ok: bool, value_usd: Usd | None = None, reason: str | None = None
) -> None:
    """Say how a task ended, from anywhere and as late as it is known; the latest word stands."""
    said = _outcome(ok, value_usd, reason)
    _emit(names.OUTCOME_EVENT, {names.TASK_ID: clean(task_id), **said}, None)


class Task(AbstractContextManager["Task"], AbstractAsyncContextManager["Task"]):
    """One unit of work: `with task("answer-ticket") as t: … t.succeeded()`; also a decorator."""

    __slots__ = ("_given_id", "_said", "_scope", "_started_ns", "id", "name")

    def __init__(self, name: str, task_id: str | None = None) -> None:
        self.name: Final = clean(name)
        self.id: Final = clean(task_id) if task_id is not None else uuid.uuid4().hex
        self._given_id: Final = task_id
        self._scope: Final = labelled({names.TASK_ID: self.id, names.TASK_NAME: self.name})
        self._said: Said = {}
        self._started_ns = 0

    def succeeded(self, value_usd: Usd | None = None) -> None:
        """The task ended well; `value_usd` is what that is worth, where the app knows it."""
        self._say(_outcome(True, value_usd, None))

    def failed(self, reason: str | None = None) -> None:
        """The task did not end well; `reason` is a word for grouping."""
        self._say(_outcome(False, None, reason))

    def __enter__(self) -> Self:
        self._started_ns = time.time_ns()
        self._scope.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        self._scope.__exit__()
        self._close(kind)

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(self, kind: type[BaseException] | None, *error: object) -> None:
        self.__exit__(kind)

    def __call__(self, function: F) -> F:
        """Decorate a function of any kind: each call is a task of its own."""
        return around(function, self._one_call)

    @contextmanager
    def _one_call(self, *_arguments: Any) -> Generator[Scope, None, None]:
        one = Task(self.name, self._given_id)
        one._started_ns = time.time_ns()
        try:
            yield one._scope
        except BaseException as error:
            one._close(type(error))
            raise
        one._close(None)

    def _say(self, said: Said) -> None:
        """Remember what is said inside the block; after it, report it late."""
        self._said = said
        if not self._started_ns:
            _emit(names.OUTCOME_EVENT, self._identity | said, None)

    def _close(self, error: type[BaseException] | None) -> None:
        if error is not None:
            self._said = _outcome(False, None, error.__name__)
        _emit(SPAN_NAME, self._identity | self._said, self._started_ns)
        self._started_ns = 0

    @property
    def _identity(self) -> Said:
        return {names.TASK_ID: self.id, names.TASK_NAME: self.name}


def _outcome(ok: bool, value_usd: Usd | None, reason: str | None) -> Said:
    said: Said = {names.TASK_OUTCOME: "succeeded" if ok else "failed"}
    if reason is not None and (word := clean(reason)):
        said[names.TASK_REASON] = word
    if value_usd is not None and (amount := _decimal(value_usd)) is not None:
        said[names.TASK_VALUE_USD] = amount
    return said


def _decimal(value: Usd) -> str | None:
    try:
        amount = Decimal(str(value))
    except InvalidOperation as error:
        swallow("the value of a task", error)
        return None
    return format(amount, "f") if amount.is_finite() else None


def _emit(name: str, attributes: Said, started_ns: int | None) -> None:
    try:
        span = provider.tracer().start_span(
            name,
            kind=SpanKind.INTERNAL,
            attributes={**current_attributes(), **attributes},
            start_time=started_ns,
        )
        span.end()
    except Exception as error:  # noqa: BLE001 - a report must not break the app's work
        swallow("reporting a task", error)
