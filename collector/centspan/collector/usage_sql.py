"""The rule of `dialects.read_usage` as SQL: ten buckets, source, status and searches of a span."""

from centspan.collector.spelling_sql import first, reported, text
from centspan.instrumentation.attributes import (
    BUCKETS,
    USAGE_SOURCE,
    USAGE_STATUS,
)
from centspan.instrumentation.dialects import (
    EXCLUSIVE_INPUT,
    EXCLUSIVE_OUTPUT,
    OWN,
    REST_IS_REASONING,
    Rule,
)
from centspan.instrumentation.plain_count import MOST

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
    "web_searches",
)
"""The order in which `n.1` to `n.13` hold the counts that a span may report."""


def _parsed(digits: str) -> str:
    """A count as a number, -1 for what is none; with a zero before it no sign is a number."""
    return f"if({digits} = '', 0., toFloat64OrDefault(concat('0', {digits}), -1.))"


def _plain(parsed: str, size: int) -> str:
    """The rule of `plain_count.py` over a tuple of parsed counts."""
    each = (f"{parsed}.{n}" for n in range(1, size + 1))
    counts = (f"toInt64(if({n} >= 0 AND {n} <= {MOST}, {n}, 0))" for n in each)
    return f"tuple({', '.join(counts)})"


def tokens() -> str:
    """Ten buckets, usage source, status, searches; our own spans carry them, others are worked out."""
    counts = [_parsed(f"a['{name}']") for name in OWN.values()]
    buckets = ", ".join(f"toUInt32(n.{place})" for place in range(1, len(BUCKETS) + 1))
    searches = 1 + list(OWN).index("web_searches")
    # A lambda copies what it refers to from outside: never the whole map of attributes.
    return (
        f"if(a['{USAGE_SOURCE}'] != '',\n"
        "    arrayMap((p, s, i) -> arrayMap(n ->\n"
        f"      tuple({buckets}, s, if(i OR n != p, 'inconsistent', 'ok'), toUInt32(n.{searches})),\n"
        f"      [{_plain('p', len(counts))}])[1],\n"
        f"      [tuple({', '.join(counts)})],\n"
        f"      [a['{USAGE_SOURCE}']], [a['{USAGE_STATUS}'] = 'inconsistent'])[1],\n"
        f"    {_foreign()})"
    )


def _foreign() -> str:
    """The rule of `dialects.exclusive_buckets`, step for step, as nested lambdas over one tuple."""
    facts = ", ".join(_parsed(reported(fact)) for fact in _FACTS)
    source = f"if({reported('input')} != '' OR {reported('output')} != '', 'provider', 'none')"
    rules = (EXCLUSIVE_INPUT, EXCLUSIVE_OUTPUT, REST_IS_REASONING)
    excludes_cache, excludes_reasoning, rest_is_reasoning = map(_rules, rules)
    split = "(n.6 > 0 OR (n.7 > 0 AND n.5 < n.7))"
    write_5m = f"if({split}, n.6, if(n.5 > 0, n.5 - n.7, 0))"
    agree = f"if({split}, n.5 = 0 OR n.5 = n.6 + n.7, 1)"
    rest = "z AND n.8 = 0 AND n.3 > n.1 + n.2"
    reasoning = f"if({rest}, n.3 - n.1 - n.2, n.8)"
    uncached = "n.1 - if(x, 0, n.4 + w + n.7) - n.9 - n.11"
    output = f"n.2 - if(y OR ({rest}), 0, n.8) - n.10 - n.12"
    buckets = [
        "if(u >= 0, u, n.1)",
        "n.4",
        "w",
        "n.7",
        "if(o >= 0, o, n.2)",
        "r",
        "n.9",
        "n.10",
        "n.11",
        "n.12",
    ]
    typed = ", ".join(f"toUInt32({bucket})" for bucket in buckets)
    total = f"n.3 = 0 OR n.3 = {' + '.join(buckets)} OR (x AND n.3 = n.1 + n.2)"
    status = f"if(n = p AND g AND u >= 0 AND o >= 0 AND ({total}), 'ok', 'inconsistent')"
    return (
        "arrayMap((p, x, y, z, s) -> arrayMap(n -> arrayMap((w, g, r) -> arrayMap((u, o) -> if(s = 'none',\n"
        f"      tuple({', '.join(['toUInt32(0)'] * len(BUCKETS))}, 'none', 'ok', toUInt32(0)),\n"
        f"      tuple({typed}, s, {status}, toUInt32(n.13))),\n"
        f"      [{uncached}], [{output}])[1],\n"
        f"      [{write_5m}], [{agree}], [{reasoning}])[1],\n"
        f"      [{_plain('p', len(_FACTS))}])[1],\n"
        f"      [tuple({facts})],\n"
        f"      [{excludes_cache}], [{excludes_reasoning}], [{rest_is_reasoning}], [{source}])[1]"
    )


def _rules(rules: tuple[Rule, ...]) -> str:
    return f"({' OR '.join(map(_rule, rules))})"


def _rule(rule: Rule) -> str:
    tests = [f"startsWith(ScopeName, '{rule.scope_prefix}')"]
    if rule.provider:
        tests.append(f"{text('provider')} = '{rule.provider}'")
    if rule.spelling:
        tests.append(f"{first((rule.spelling,))} != ''")
    return f"({' AND '.join(tests)})"
