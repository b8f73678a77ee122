"""What apps import: labels, tasks, sections, and calls of home-made clients.

Names load when they are first used, so that `import centspan.auto` stays light.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from centspan.instrumentation.attribution import carry, label
    from centspan.instrumentation.errors import CentspanError
    from centspan.instrumentation.home_made import llm_call
    from centspan.instrumentation.record import record_call
    from centspan.instrumentation.sections import section
    from centspan.instrumentation.tasks import Task, report_outcome, task
    from centspan.instrumentation.usage import Usage

__all__ = [
    "CentspanError",
    "Task",
    "Usage",
    "carry",
    "label",
    "llm_call",
    "record_call",
    "report_outcome",
    "section",
    "task",
]

_MODULES = {
    "CentspanError": "errors",
    "Task": "tasks",
    "Usage": "usage",
    "carry": "attribution",
    "label": "attribution",
    "llm_call": "home_made",
    "record_call": "record",
    "report_outcome": "tasks",
    "section": "sections",
    "task": "tasks",
}


def __getattr__(name: str) -> Any:
    if (module := _MODULES.get(name)) is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{module}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
