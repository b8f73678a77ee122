"""Checks of a file as a whole: what it is, and what each thing in it is called."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from centspan.alerts.grafana.checks.finding import Finding, Json, rules

UID: Final = re.compile(r"[a-zA-Z0-9_-]{1,40}")
LONGEST_TITLE: Final = 190
_PUT_IN: Final = re.compile(r"\$")


def versioned(document: Json) -> Iterator[Finding]:
    """The only version of such files, for the first organisation, and something in it."""
    if document["apiVersion"] != 1:
        yield Finding("", f"apiVersion is {document['apiVersion']}, expected 1")
    if not any(document.get(part) for part in ("groups", "deleteRules", "contactPoints")):
        yield Finding("", "holds nothing")
    parts = [*document.get("groups", ()), *document.get("deleteRules", ())]
    for part in (*parts, *document.get("contactPoints", ())):
        if part["orgId"] != 1:
            yield Finding("", f"orgId is {part['orgId']}, expected 1")


def named(document: Json) -> Iterator[Finding]:
    """Groups, folders and rules have names, and Grafana would put nothing into them."""
    named = [
        ("group", group[key]) for group in document.get("groups", ()) for key in ("name", "folder")
    ]
    named += [("rule", rule[key]) for rule in rules(document) for key in ("uid", "title")]
    for what, name in named:
        if not name.strip() or _PUT_IN.search(name) or name != name.strip():
            yield Finding(what, f"is named {name!r}: empty, with blanks around it, or with a $")
    for group in document.get("groups", ()):
        if "/" in group["folder"]:
            yield Finding(
                group["name"], f"its folder {group['folder']!r} would be two, one in the other"
            )
        if not group["rules"]:
            yield Finding(group["name"], "has no rules")


def identified(document: Json) -> Iterator[Finding]:
    """Every uid is one that Grafana takes, and nobody else's."""
    listed = [rule["uid"] for rule in rules(document)]
    gone = [each["uid"] for each in document.get("deleteRules", ())]
    for uid in (*listed, *gone):
        if not UID.fullmatch(uid):
            yield Finding(uid, "its uid is not 1 to 40 letters, digits, - or _")
    for uid, times in Counter((*listed, *gone)).items():
        if times > 1:
            yield Finding(uid, f"this uid stands there {times} times")


def titled(document: Json) -> Iterator[Finding]:
    """No two rules of a folder, and no two groups, share a name; titles are short enough."""
    titles = Counter(
        (group["folder"], rule["title"])
        for group in document.get("groups", ())
        for rule in group["rules"]
    )
    groups = Counter((group["folder"], group["name"]) for group in document.get("groups", ()))
    for (folder, title), times in (*titles.items(), *groups.items()):
        if times > 1:
            yield Finding(folder, f"{title!r} stands there {times} times")
        if len(title) > LONGEST_TITLE:
            yield Finding(folder, f"{title[:40]!r}… has more than {LONGEST_TITLE} characters")
