"""Renders the ingest views from the client's dialect tables, so that both read a span alike.

`python -m centspan.collector.dialect_sql` prints the SQL; it is committed as the newest migration
that defines `llm_calls_mv`, and a test compares the two. A changed table needs a new migration.
"""

import re
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib.resources import files

from centspan.collector import served_sql, spelling_sql, usage_sql
from centspan.instrumentation import attributes, dialects
from centspan.instrumentation.spellings import CONTEXT_EDGES


def render() -> str:
    """Return the ingest views, with migrate.py's placeholders still in them."""
    template = _template("ingest").replace("@evaluation", _template("evaluation").strip())
    for marker, expression in _expressions().items():
        template = template.replace(marker, expression)
    for marker, make in _FUNCTIONS.items():
        template = _applied(marker, make, template)
    # Each view is done by itself: it looks up what it reads and no more.
    return ";\n".join(map(_with_attributes, template.split(";\n")))


def _expressions() -> Mapping[str, str]:
    return {
        "@said": usage_sql.said(),
        "@excludes_cache": usage_sql.applies(dialects.EXCLUSIVE_INPUT),
        "@excludes_reasoning": usage_sql.applies(dialects.EXCLUSIVE_OUTPUT),
        "@rest_is_reasoning": usage_sql.applies(dialects.REST_IS_REASONING),
        "@operation": served_sql.operation(),
        "@tier": served_sql.tier(),
        "@provider_named": served_sql.provider_named(),
        "@region": served_sql.region(),
        "@may_be_llm_call": served_sql.may_be_llm_call(),
        "@is_no_call": served_sql.is_no_call(),
    }


def _applied(marker: str, make: Callable[[str], str], sql: str) -> str:
    """Replace `marker(argument)` by what is made of the argument."""
    return re.sub(rf"{marker}\(([^()]+)\)", lambda found: make(found[1]), sql)


def _with_attributes(view: str) -> str:
    if "@attributes" not in view:
        return view
    template = _template("attributes").strip()
    found = partial(spelling_sql.attributes, view, template)
    return _applied("@attributes", found, spelling_sql.by_number(view))


def _template(name: str) -> str:
    return files("centspan.collector").joinpath(f"templates/{name}.sql").read_text("utf-8")


def _name(name: str) -> str:
    """An attribute as `attributes.py` names it, or a prefix of it with the rest behind."""
    constant, _, rest = name.partition(" + ")
    return f"'{getattr(attributes, constant)}{rest}'"


def _hash(bits: int) -> Callable[[str], str]:
    """A number from the hex digits of a fingerprint; whatever else stands there is a number too."""

    def number(value: str) -> str:
        padded = f"leftPad(substring({value}, 1, {bits // 4}), {bits // 4}, '0')"
        return f"reinterpretAsUInt{bits}(reverse(unhex({padded})))"

    return number


def _band(tokens: str) -> str:
    """The rule of `dialects.context_band`: the largest edge below a whole number of tokens."""
    edges = ", ".join(map(str, sorted((0, *CONTEXT_EDGES))))
    return f"toUInt32(roundDown(toInt64({tokens}) - 1, [{edges}]))"


_FUNCTIONS: Mapping[str, Callable[[str], str]] = {
    "@name": _name,
    "@hash64": _hash(64),
    "@hash32": _hash(32),
    "@own": usage_sql.own,
    "@n": usage_sql.foreign,
    "@plain": usage_sql.plain,
    "@provider": served_sql.provider,
    "@model": served_sql.model,
    "@context_band": _band,
}


if __name__ == "__main__":
    sys.stdout.write(render())
