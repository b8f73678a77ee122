"""What each entry of a file of budgets is called: its name in messages, its id in the store."""

from collections.abc import Iterator

from centspan.alerts.budgets.model import (
    Budget,
    BudgetsFile,
    Goal,
    Silence,
    TaskLimit,
    TokenBudget,
    Window,
)
from centspan.alerts.budgets.scope import as_key, in_words

Entry = Budget | Goal | Window | Silence | TaskLimit | TokenBudget


def named(file: BudgetsFile) -> Iterator[tuple[str, Entry]]:
    """Every entry that the store keeps, with its name; budgets and goals share their ids."""
    yield from ((f'"{each.id}"', each) for each in (*file.budgets, *file.goals))
    yield from ((_when("window", each), each) for each in file.windows)
    yield from ((_when(f"silence of {each.rule}", each), each) for each in file.silences)
    yield from ((f"task limit ({in_words(each.scope)})", each) for each in file.task_limits)
    for each in file.token_budgets:
        yield f"token budget of {each.section} ({in_words(each.scope)})", each


def stored_id(entry: Entry) -> str:
    """The id of an entry in its table; what has none is known by its scope, rule and beginning."""
    match entry:
        case Budget() | Goal():
            return entry.id
        case Window():
            return f"{as_key(entry.scope)}@{entry.begins:%Y-%m-%dT%H:%M:%SZ}"
        case Silence():
            return f"{entry.rule}:{as_key(entry.scope)}@{entry.begins:%Y-%m-%dT%H:%M:%SZ}"
        case TaskLimit():
            return f"task:{as_key(entry.scope)}"
        case TokenBudget():
            return f"call:{entry.section}:{as_key(entry.scope)}"


def _when(what: str, entry: Window | Silence) -> str:
    return f"{what} ({in_words(entry.scope)}) from {entry.begins:%Y-%m-%d %H:%M} UTC"
