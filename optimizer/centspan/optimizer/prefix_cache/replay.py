"""Follows the providers' caches through the calls of a study, a slice of time after the other."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any, Final

from centspan.collector.query import in_utc, load
from centspan.optimizer.prefix_cache.rules import CacheRule, Kept, rule_of
from centspan.optimizer.proposal import Scope
from centspan.optimizer.study import Study

SLICE_BLOCKS: Final = 8_000_000
"""Blocks that are in memory at a time, two hundred megabytes of them; an hour is never cut."""
HOUR: Final = timedelta(hours=1)
OWN_PRICE: Final = -1
"""A multiplier where the price book's own price holds."""
ANYWHERE: Final = "*"
RULE_COLUMNS: Final = (
    *("provider", "model", "minimum_tokens", "ttl_seconds"),
    *("write", "read_multiplier", "write_multiplier"),
)


@contextmanager
def replayed(study: Study, rules: tuple[CacheRule, ...]) -> Generator[str]:
    """A table of what each user's calls would have read and written, by feature and time to live."""
    with _replay(study, rules, "users", environment=ANYWHERE) as table:
        yield table


@contextmanager
def replayed_calls(
    study: Study, rules: tuple[CacheRule, ...], scope: Scope, ttl: int
) -> Generator[str]:
    """A table of what each call of a feature would have read and written, kept for `ttl` seconds.

    Others' calls to the same models are followed too, as caches are shared.
    """
    of = {name: scope.get(name, "") for name in ("environment", "feature", "model")}
    models = [row["model"] for row in study.ask("study_scope_models", **of)]
    said = {**of, "models": models, "ttl": ttl}
    with _replay(study, rules, "calls", **said) as table:
        yield table


@contextmanager
def _replay(study: Study, rules: tuple[CacheRule, ...], what: str, **said: Any) -> Generator[str]:
    table, ruled, client = f"{study.table}_prefixes", f"{study.table}_rules", study.client
    try:
        client.command(_sql(f"{what}_create").format(table=table))
        client.command(_sql("rules_create").format(table=ruled))
        rows = list(_rules(study, rules))
        if rows:
            client.insert(ruled, rows, column_names=RULE_COLUMNS)
        question = f"INSERT INTO {table} {load(f'prefixes_by_{what}').sql}"
        ttls = sorted({row[3] for row in rows})
        told = {"study": study.table, "rules": ruled, "models": [], "ttls": ttls, **said}
        for begins, ends in _slices(study, said) if rows else ():
            when = {"begins": in_utc(begins), "ends": in_utc(ends), "longest": ttls[-1]}
            client.command(question, parameters={**told, **when})
        yield table
    finally:
        for each in (table, ruled):
            client.command(f"DROP TABLE IF EXISTS {each}")


def _rules(study: Study, rules: tuple[CacheRule, ...]) -> Iterator[tuple[Any, ...]]:
    models = {(row["provider"], row["model"]) for row in study.ask("study_models")}
    for provider, model in sorted(models):
        rule = rule_of(rules, provider, model)
        for kept in rule.kept if rule else ():
            minimum = rule.minimum_tokens if rule else 0
            yield (provider, model, minimum, kept.ttl_seconds, *_prices(kept))


def _prices(kept: Kept) -> tuple[str, object, object]:
    """A write that has a price of its own is one of the shortest time, where the rule names none."""
    read, write = kept.read_multiplier, kept.write_multiplier
    named = kept.write or ("" if write is None else "5m")
    return named, OWN_PRICE if read is None else read, OWN_PRICE if write is None else write


def _slices(study: Study, said: Mapping[str, Any]) -> Iterator[tuple[datetime, datetime]]:
    """Hours in which there are calls to follow, as many together as their blocks allow."""
    of = {"feature": "", "model": "", **said}
    begins, last, blocks = None, None, 0
    for row in study.ask("study_slices", start=study.start, end=study.end, **of):
        hour = row["hour"].replace(tzinfo=UTC)
        if begins and last and blocks + row["blocks"] > SLICE_BLOCKS:
            yield begins, last + HOUR
            begins, blocks = None, 0
        begins, last, blocks = begins or hour, hour, blocks + row["blocks"]
    if begins and last:
        yield begins, last + HOUR


def _sql(name: str) -> str:
    return files("centspan.optimizer.prefix_cache").joinpath(f"{name}.sql").read_text("utf-8")
