"""Checks of where alerts go: contact points, and rules that name one."""

from collections.abc import Iterator, Mapping
from typing import Final

from centspan.alerts.grafana.checks.finding import Finding, Json, rules
from centspan.alerts.grafana.checks.whole import UID

SETTINGS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "webhook": (
        "url",
        ("httpMethod", "maxAlerts", "authorization_scheme", "authorization_credentials"),
    ),
}
"""Each kind of receiver of ours, what it must have, and what it may have."""


def received(document: Json) -> Iterator[Finding]:
    """Receivers are of a kind that we know, with settings that it has."""
    uids = list[str]()
    for point in document.get("contactPoints", ()):
        for receiver in point["receivers"]:
            uids.append(receiver["uid"])
            needed, allowed = SETTINGS.get(receiver["type"], ("", ()))
            settings = receiver["settings"]
            if not needed or not settings.get(needed) or set(settings) - {needed, *allowed}:
                yield Finding(point["name"], f"a {receiver['type']} cannot have {sorted(settings)}")
    for uid in uids:
        if not UID.fullmatch(uid) or uids.count(uid) > 1:
            yield Finding(uid, "its uid is not 1 to 40 letters, digits, - or _, or another's, too")


def sent(document: Json) -> Iterator[Finding]:
    """A rule that names a contact point groups by what Grafana requires, once each."""
    points = {point["name"] for point in document.get("contactPoints", ())}
    for rule in rules(document):
        settings = rule.get("notification_settings")
        if settings is None:
            continue
        by = settings.get("group_by", [])
        if not {"alertname", "grafana_folder"} <= {*by} or len({*by}) != len(by):
            yield Finding(
                rule["uid"], f"groups by {by}, expected alertname, grafana_folder, and none twice"
            )
        if not settings["receiver"].strip() or (points and settings["receiver"] not in points):
            yield Finding(
                rule["uid"], f"goes to {settings['receiver']!r}, which is no contact point"
            )
