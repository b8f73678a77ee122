"""Finds the part of a dashboard that a mutation breaks."""

from contextlib import suppress

from centspan.dashboards.grafana.checks.finding import asking


class Nothing(Exception):
    """The board has nothing that this could break."""


def first(each):
    for found in each:
        return found
    raise Nothing


def of_kind(board, *kinds):
    return first(panel for panel in asking(board) if panel["type"] in kinds)


def target(panel):
    return panel["targets"][0]


def rewrite(board, old, new, among=None):
    """Replace `old` in the first query that has it."""
    for panel in among or asking(board):
        if old in target(panel)["rawSql"]:
            target(panel)["rawSql"] = target(panel)["rawSql"].replace(old, new, 1)
            return
    raise Nothing


def choice(board):
    return first(each for each in board["templating"]["list"] if each["type"] == "query")


def links(board):
    for panel in asking(board):
        yield from panel["fieldConfig"]["defaults"]["links"]
        for each in panel["fieldConfig"]["overrides"]:
            for of in each["properties"]:
                if of["id"] == "links":
                    yield from of["value"]


def relink(board, old, new):
    link = first(link for link in links(board) if old in link["url"])
    link["url"] = link["url"].replace(old, new, 1)


def overrides(board):
    for panel in asking(board):
        yield from panel["fieldConfig"]["overrides"]


def shown(override, name):
    return first(of for of in override["properties"] if of["id"] == name)


def broken(board, mutate):
    """Whether the board could be broken so; it is changed in place."""
    with suppress(Nothing, IndexError, ValueError):
        mutate(board)
        return True
    return False
