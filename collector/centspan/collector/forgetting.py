"""Takes a person out of a store: what they cost stays, who they were does not.

A user is known by what an app gave, or by the keyed hash that our client makes of it. Their calls stay counted without a
user, under new names of their sessions; raw spans and kept text of their traces go; rollups by user are made anew. Told alerts
keep all but the name.
"""

import secrets
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from centspan.collector.query import load


def found(client: Any, users: list[str]) -> dict[str, int]:
    """How many calls, raw spans, kept texts and alerts tell of them."""
    return next(iter(load("forgotten").rows(client, users=users)))


def forget(client: Any, users: list[str], by: str) -> None:
    """Do it, table by table, and note that somebody was forgotten, not who. Running it again completes it."""
    client.command(load("forgotten_hours").sql, parameters={"users": users})
    asked = {"users": users, "salt": secrets.token_hex(16)}
    for statement in _statements():
        client.command(statement, parameters=asked, settings={"mutations_sync": 2})
    client.insert(
        "changes",
        [["forget", "a user was forgotten", by]],
        column_names=["kind", "title", "changed_by"],
    )


def _statements() -> Iterator[str]:
    text = files("centspan.collector").joinpath("templates/forgetting.sql").read_text("utf-8")
    return (statement for statement in text.split(";\n") if statement.strip())
