"""A study as it would have been: the calls of one scope changed, all others as they were."""

import uuid
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from centspan.collector.query import load
from centspan.optimizer.proposal import Scope
from centspan.optimizer.study import Study

LABELS: Final = ("environment", "feature", "model")


@contextmanager
def changed(study: Study, question: str, scope: Scope, **parameters: Any) -> Generator[Study]:
    """The study in which the calls of `scope` are as `question` answers them; dropped in the end.

    The question is asked of those calls alone, and answers with the columns of a study.
    """
    table = f"optimizer_study_{uuid.uuid4().hex}"
    of = {name: scope.get(name, "") for name in LABELS}
    command = study.client.command
    command(f"CREATE TABLE {table} AS {study.table}")
    try:
        said = {**parameters, "whole": study.table, **{f"scope_{k}": v for k, v in of.items()}}
        command(f"INSERT INTO {table} {_of_scope(question)}", parameters=said)
        _keep_the_rest(study, table, {**of, "study": study.table})
        yield replace(study, table=table)
    finally:
        command(f"DROP TABLE IF EXISTS {table}")


def _of_scope(question: str) -> str:
    """A question that reads the scope wherever it says the study; a copy would take as long again."""
    return load(question).sql.replace("{study:Identifier}", f"({load('study_scope').sql})")


def _keep_the_rest(study: Study, table: str, of: dict[str, str]) -> None:
    """Copy what shares a partition with the scope, and link the other partitions, which costs next to nothing."""
    linked: list[str] = []
    for row in load("study_partitions").rows(study.client, **of):
        if row["of_scope"]:
            said = {**of, "partition": row["partition"]}
            study.client.command(f"INSERT INTO {table} {load('study_rest').sql}", parameters=said)
        else:
            linked.append(f"REPLACE PARTITION ID '{row['partition']}' FROM {study.table}")
    if linked:
        study.client.command(f"ALTER TABLE {table} {', '.join(linked)}")
