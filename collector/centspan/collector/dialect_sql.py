"""Renders the ingest views from the client's dialect tables, so that both read a span alike.

`python -m centspan.collector.dialect_sql` prints the SQL; it is committed as the newest migration
that defines `llm_calls_mv`, and a test compares the two. A changed table needs a new migration.
"""

import re
import sys
from importlib.resources import files

from centspan.instrumentation import attributes
from centspan.instrumentation.attributes import BUCKETS, USAGE_SOURCE, USAGE_STATUS
from centspan.instrumentation.dialects import EXCLUSIVE_INPUT, EXCLUSIVE_OUTPUT, OWN, Exclusive
from centspan.instrumentation.plain_count import MOST
from centspan.instrumentation.spellings import (
    CALL_OPERATIONS,
    CONTEXT_EDGES,
    COUNTS,
    KINDS,
    NOT_CALLS,
    ROLLUP_OPERATIONS,
    STANDARD_TIERS,
    TEXTS,
)

_FACTS = (
    "input",
    "output",
    "total",
    "cache_read",
    "cache_write",
    "cache_write_5m",
    "cache_write_1h",
    "reasoning",
    "audio_input",
    "audio_output",
    "image_input",
    "image_output",
)
"""The order in which `n.1` to `n.12` hold the counts that a span may report."""


def render() -> str:
    """Return the ingest views, with migrate.py's placeholders still in them."""
    template = _template("ingest").replace("@evaluation", _template("evaluation").strip())
    replacements = {
        "@tokens": _tokens(),
        "@operation": _operation(),
        "@standard_tiers": _quoted(STANDARD_TIERS),
        "@is_llm_call": _is_llm_call(),
    }
    for marker, expression in replacements.items():
        template = template.replace(marker, expression)
    template = re.sub(r"@name\((\w+)(?: \+ (\w+))?\)", _name, template)
    template = re.sub(r"@hash(64|32)\(([^()]+)\)", _hash, template)
    template = re.sub(r"@text\((\w+)\)", lambda found: _text(found[1]), template)
    return re.sub(r"@context_band\((\w+)\)", lambda found: _band(found[1]), template)


def _template(name: str) -> str:
    return files("centspan.collector").joinpath(f"templates/{name}.sql").read_text("utf-8")


def _name(found: re.Match[str]) -> str:
    """An attribute as `attributes.py` names it, or a prefix of it with the rest behind."""
    return f"'{getattr(attributes, found[1])}{found[2] or ''}'"


def _hash(found: re.Match[str]) -> str:
    """A number from the hex digits of a fingerprint; whatever else stands there is a number too."""
    bits, digits = found[1], int(found[1]) // 4
    padded = f"leftPad(substring({found[2]}, 1, {digits}), {digits}, '0')"
    return f"reinterpretAsUInt{bits}(reverse(unhex({padded})))"


def _text(fact: str) -> str:
    """The first spelling that carries a value; `multiIf` stops at the first hit."""
    tried = [f"{value} != '', {value}" for value in map(_value, TEXTS[fact])]
    return f"multiIf({', '.join(tried)}, '')"


def _value(spelling: str) -> str:
    name, _, key = spelling.partition("#")
    if key:
        return f"trim(BOTH '\"' FROM JSONExtractRaw(a['{name}'], '{key}'))"
    return f"a['{name}']"


def _reported(fact: str) -> str:
    tried = [f"{value} != '', {value}" for value in map(_value, COUNTS.get(fact, ()))]
    return f"multiIf({', '.join(tried)}, '')" if tried else "''"


def _parsed(digits: str) -> str:
    """A count as a number, -1 for what is none; with a zero before it no sign is a number."""
    return f"if({digits} = '', 0., toFloat64OrDefault(concat('0', {digits}), -1.))"


def _plain(parsed: str, size: int) -> str:
    """The rule of `plain_count.py` over a tuple of parsed counts."""
    each = (f"{parsed}.{n}" for n in range(1, size + 1))
    counts = (f"toInt64(if({n} >= 0 AND {n} <= {MOST}, {n}, 0))" for n in each)
    return f"tuple({', '.join(counts)})"


def _tokens() -> str:
    """Ten buckets, usage source and status; our own spans carry them, others are worked out."""
    counts = [_parsed(f"a['{name}']") for name in OWN.values()]
    buckets = ", ".join(f"toUInt32(n.{place})" for place in range(1, len(BUCKETS) + 1))
    # A lambda copies what it refers to from outside: never the whole map of attributes.
    return (
        f"if(a['{USAGE_SOURCE}'] != '',\n"
        "    arrayMap((p, s, i) -> arrayMap(n ->\n"
        f"      tuple({buckets}, s, if(i OR n != p, 'inconsistent', 'ok')),\n"
        f"      [{_plain('p', len(counts))}])[1],\n"
        f"      [tuple({', '.join(counts)})],\n"
        f"      [a['{USAGE_SOURCE}']], [a['{USAGE_STATUS}'] = 'inconsistent'])[1],\n"
        f"    {_foreign()})"
    )


def _foreign() -> str:
    """The rule of `dialects.exclusive_buckets`, step for step, as nested lambdas over one tuple."""
    facts = ", ".join(_parsed(_reported(fact)) for fact in _FACTS)
    source = f"if({_reported('input')} != '' OR {_reported('output')} != '', 'provider', 'none')"
    excludes_cache, excludes_reasoning = _rules(EXCLUSIVE_INPUT), _rules(EXCLUSIVE_OUTPUT)
    split = "(n.6 > 0 OR (n.7 > 0 AND n.5 < n.7))"
    write_5m = f"if({split}, n.6, if(n.5 > 0, n.5 - n.7, 0))"
    agree = f"if({split}, n.5 = 0 OR n.5 = n.6 + n.7, 1)"
    uncached = "n.1 - if(x, 0, n.4 + w + n.7) - n.9 - n.11"
    output = "n.2 - if(y, 0, n.8) - n.10 - n.12"
    buckets = "if(u >= 0, u, n.1), n.4, w, n.7, if(o >= 0, o, n.2), n.8, n.9, n.10, n.11, n.12"
    total = (
        "if(u >= 0, u, n.1) + n.4 + w + n.7 + if(o >= 0, o, n.2) + n.8 + n.9 + n.10 + n.11 + n.12"
    )
    typed = ", ".join(f"toUInt32({bucket.strip()})" for bucket in _split(buckets))
    status = f"if(n = p AND g AND u >= 0 AND o >= 0 AND (n.3 = 0 OR n.3 = {total}), 'ok', 'inconsistent')"
    return (
        "arrayMap((p, x, y, s) -> arrayMap(n -> arrayMap((w, g) -> arrayMap((u, o) -> if(s = 'none',\n"
        f"      tuple({', '.join(['toUInt32(0)'] * len(BUCKETS))}, 'none', 'ok'),\n"
        f"      tuple({typed}, s, {status})),\n"
        f"      [{uncached}], [{output}])[1],\n"
        f"      [{write_5m}], [{agree}])[1],\n"
        f"      [{_plain('p', len(_FACTS))}])[1],\n"
        f"      [tuple({facts})],\n"
        f"      [{excludes_cache}], [{excludes_reasoning}], [{source}])[1]"
    )


def _split(expressions: str) -> list[str]:
    """Split at commas outside parentheses."""
    return re.split(r",(?![^(]*\))", expressions)


def _rules(rules: tuple[Exclusive, ...]) -> str:
    tests = [
        f"(startsWith(ScopeName, '{rule.scope_prefix}')"
        + (f" AND {_text('provider')} = '{rule.provider}')" if rule.provider else ")")
        for rule in rules
    ]
    return f"({' OR '.join(tests)})"


def _operation() -> str:
    kinds = ", ".join(f"{_text('kind')} = '{kind}', '{name}'" for kind, name in KINDS.items())
    return f"if({_text('operation')} != '', {_text('operation')}, multiIf({kinds}, 'chat'))"


def _is_llm_call() -> str:
    operation = _text("operation")
    return (
        f"multiIf({operation} IN ({_quoted(CALL_OPERATIONS + ROLLUP_OPERATIONS)}), 1,\n"
        f"  {operation} IN ({_quoted(NOT_CALLS)}), 0,\n"
        f"  {_text('kind')} IN ({_quoted(tuple(KINDS))}), 1,\n"
        f"  {_text('model')} != '', 1, 0)"
    )


def _band(tokens: str) -> str:
    # Not multiIf: it takes many times as long to find out which steps it may leave out.
    steps = ", ".join(f"({tokens} > {edge}) * {edge}" for edge in CONTEXT_EDGES)
    return f"toUInt32(greatest({steps}))"


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


if __name__ == "__main__":
    sys.stdout.write(render())
