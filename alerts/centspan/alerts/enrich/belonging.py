"""Whose an alert is: the owner and channel of its budget, else of the closest that covers its scope."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from centspan.alerts.budgets.model import Budget, BudgetsFile, Goal
from centspan.alerts.budgets.scope import within

BUDGET = "budget"
TEAM = "team"


@dataclass(frozen=True, slots=True)
class Belonging:
    """Who is responsible, and where it is told; empty where nobody said."""

    owner: str = ""
    channel: str = ""


def belonging(labels: Mapping[str, str], stands: BudgetsFile, defaults: Belonging) -> Belonging:
    """Owner and channel of an alert, from what stands in the store, then from the file's defaults."""
    covering = tuple(_covering(labels, stands))
    owner = next((each.owner for each in covering if each.owner), defaults.owner)
    channel = next((each.channel for each in covering if each.channel), defaults.channel)
    return Belonging(owner, channel)


def covering_budget(labels: Mapping[str, str], stands: BudgetsFile) -> str:
    """The id of the budget that an alert is about or falls within, '' for none: the narrowest."""
    found = (each.id for each in _covering(labels, stands) if isinstance(each, Budget))
    return next(found, "")


def _covering(labels: Mapping[str, str], stands: BudgetsFile) -> Iterable[Budget | Goal]:
    """Its own budget first, then the narrowest scope.

    What has one team's budget alone is that team's, whether or not an alert tells the team.
    """
    every = (*stands.budgets, *stands.goals)
    own = (each for each in every if each.id == labels.get(BUDGET))
    team = _only_team(labels, every)
    said = {**labels, TEAM: team} if team else labels
    around = (each for each in every if within(said, each.scope))
    return (*own, *sorted(around, key=lambda each: (-len(each.scope), each.id)))


def _only_team(labels: Mapping[str, str], every: Iterable[Budget | Goal]) -> str:
    """The team of all entries that are about this scope but for a team, '' where there are several or none."""
    found = {
        each.scope[TEAM]
        for each in every
        if TEAM in each.scope
        and len(each.scope) > 1
        and within({**labels, TEAM: each.scope[TEAM]}, each.scope)
    }
    return found.pop() if len(found) == 1 and not labels.get(TEAM) else ""
