"""Where what is broken stands in a file of rules."""

import re


def group(document):
    """The one with the most rules."""
    return max(document["groups"], key=lambda each: len(each["rules"]))


def rule(document):
    return group(document)["rules"][0]


def another(document):
    return group(document)["rules"][1]


def first(document):
    return rule(document)["data"][0]


def condition(document):
    return rule(document)["data"][-1]


def sql(document, pattern, new, query=first):
    model = query(document)["model"]
    model["rawSql"], times = re.subn(pattern, new, model["rawSql"], count=1)
    assert times, pattern
