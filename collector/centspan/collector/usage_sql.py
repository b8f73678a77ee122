"""The rules of `dialects.read_usage` as SQL, as far as they hang on tables; the rest stands in `ingest.sql`."""

from centspan.instrumentation.attributes import USAGE_SOURCE
from centspan.instrumentation.dialects import OWN, Rule
from centspan.instrumentation.plain_count import MOST
from centspan.instrumentation.spellings import COUNTS

_OWN, _FOREIGN = tuple(OWN), tuple(COUNTS)


def said() -> str:
    """The counts of a span as numbers: its own buckets and units, else what others report, else none."""
    own = _texts(tuple(OWN.values()))
    nothing = "a['input'] = '' AND a['output'] = ''"
    texts = f"multiIf(a['{USAGE_SOURCE}'] != '', {own}, {nothing}, [], {_texts(_FOREIGN)})"
    # With a zero before it no sign is a number; what is no number is -1.
    return f"arrayMap(v -> if(v = '', 0., toFloat64OrDefault(concat('0', v), -1.)), {texts})"


def plain(counts: str) -> str:
    """The rule of `plain_count.py` over parsed counts."""
    return f"arrayMap(v -> if(v >= 0 AND v <= {MOST}, floor(v), 0.), {counts})"


def own(count: str) -> str:
    """A plain count of our own spans."""
    return f"n[{1 + _OWN.index(count)}]"


def foreign(count: str) -> str:
    """A plain count of others' spans."""
    return f"n[{1 + _FOREIGN.index(count)}]"


def applies(rules: tuple[Rule, ...]) -> str:
    """Whether one of the rules is made for the span."""
    return f"({' OR '.join(map(_rule, rules))})"


def _rule(rule: Rule) -> str:
    tests = [f"startsWith(ScopeName, '{rule.scope_prefix}')"]
    if rule.provider:
        tests.append(f"a['provider'] = '{rule.provider}'")
    if rule.spelling:
        tests.append(f"a['{rule.spelling}'] != ''")
    return f"({' AND '.join(tests)})"


def _texts(keys: tuple[str, ...]) -> str:
    return "[" + ", ".join(f"a['{key}']" for key in keys) + "]"
