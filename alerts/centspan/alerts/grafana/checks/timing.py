"""Checks of lengths of time, and of what happens where nothing or an error comes back."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from centspan.alerts.grafana.checks.finding import Finding, Json, rules

BASE: Final = 10
"""Seconds that Grafana's groups keep step with."""
_LENGTH: Final = re.compile(
    r"(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?"
)
_SECONDS: Final = (31_536_000, 604_800, 86_400, 3600, 60, 1, 0.001)


def length(text: str) -> timedelta | None:
    """A length as Prometheus writes it; none where it is not one."""
    found = _LENGTH.fullmatch(text)
    if not found or not any(each is not None for each in found.groups()):
        return timedelta(0) if text == "0" else None
    parts = zip(found.groups(), _SECONDS, strict=True)
    return timedelta(seconds=sum(int(count or 0) * size for count, size in parts))


def paced(document: Json) -> Iterator[Finding]:
    """Groups are evaluated each so many times ten seconds."""
    for group in document.get("groups", ()):
        every = length(group["interval"])
        if not every or every % timedelta(seconds=BASE):
            found = group["interval"]
            yield Finding(group["name"], f"interval is {found!r}, expected a multiple of {BASE}s")


def held(document: Json) -> Iterator[Finding]:
    """Every length of time is one."""
    for rule in rules(document):
        sent = rule.get("notification_settings", {})
        told = [rule["for"], rule["keepFiringFor"]]
        told += [
            sent[name]
            for name in ("group_wait", "group_interval", "repeat_interval")
            if name in sent
        ]
        for text in told:
            if length(text) is None:
                yield Finding(rule["uid"], f"{text!r} is no length of time such as 5m or 0s")


def ranged(document: Json) -> Iterator[Finding]:
    """Every range begins before it ends, and ends now."""
    for rule in rules(document):
        for query in rule["data"]:
            span = query["relativeTimeRange"]
            if not span["from"] > span["to"] == 0:
                yield Finding(
                    rule["uid"], f"query {query['refId']} asks of {span}, expected to end now"
                )


def calm(document: Json) -> Iterator[Finding]:
    """No answer is calm, an error is told as such, and no rule is paused."""
    for rule in rules(document):
        states = (rule["noDataState"], rule["execErrState"], rule["isPaused"])
        if states != ("OK", "Error", False):
            yield Finding(
                rule["uid"], f"expected no data OK, an error Error, not paused; found {states}"
            )
