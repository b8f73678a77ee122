"""The rules of `served.py` and `dialects.is_llm_call` as SQL: what was called, of whom, in which tier."""

from centspan.collector.spelling_sql import quoted, renamed
from centspan.instrumentation.attributes import USAGE_SOURCE
from centspan.instrumentation.places import (
    BY_HOST,
    BY_REQUEST,
    HOSTS,
    NO_REGIONS,
    PROVIDERS,
    REGIONS,
    TIERS,
)
from centspan.instrumentation.spellings import (
    CALL_OPERATIONS,
    KINDS,
    NOT_CALLS,
    ROLLUP_OPERATIONS,
    STANDARD_TIERS,
    TOLD_AGAIN,
)


def provider_named() -> str:
    """The provider that a span names, in the conventions' spelling."""
    return renamed("lower(a['provider'])", PROVIDERS)


def provider(named: str) -> str:
    """The rule of `served.provider`, over what `provider_named` makes."""
    ends = "|".join(_pattern(end) for end, _ in HOSTS)
    end = f"extract(concat('.', a['host']), '[.]({ends})$')"
    return f"if({named} IN ({quoted(BY_HOST)}), {renamed(end, dict(HOSTS), named)}, {named})"


def model(provider: str) -> str:
    """The rule of `served.model`."""
    asked = f"{provider} IN ({quoted(BY_REQUEST)}) AND a['request_model'] != ''"
    return f"if({asked}, a['request_model'], a['model'])"


def tier() -> str:
    """The rule of `served.tier`, over `region_seen`."""
    names = dict.fromkeys(STANDARD_TIERS, "") | TIERS
    name = renamed("lower(a['service_tier'])", names)
    where = "if(region_seen = '', '', concat('@', region_seen))"
    return f"if(position(a['service_tier'], '@') > 0, a['service_tier'], concat({name}, {where}))"


def region() -> str:
    """The region that is named, else the one in the host's name."""
    hosts = "|".join(f"{_pattern(before)}(.*){_pattern(after)}" for before, after in REGIONS)
    found = f"arrayStringConcat(extractGroups(a['host'], '(?s)^(?:{hosts})$'))"
    said = _no_region("a['region']")
    return f"if({said} != '', {said}, {_no_region(found)})"


def _no_region(region: str) -> str:
    nothing: dict[str, str] = dict.fromkeys(NO_REGIONS, "")
    return renamed(f"lower({region})", nothing)


def _pattern(host: str) -> str:
    # Not re.escape: its backslashes would have to be doubled in SQL.
    return host.replace(".", "[.]")


def operation() -> str:
    """The rule of `dialects.operation`."""
    by_kind = renamed("a['kind']", KINDS, "'chat'")
    return f"if(a['operation'] != '', a['operation'], {by_kind})"


def may_be_llm_call() -> str:
    """The rule of `dialects.may_be_llm_call`."""
    return (
        f"multiIf(a['operation'] IN ({quoted(CALL_OPERATIONS + ROLLUP_OPERATIONS)}), 1,\n"
        f"      a['operation'] IN ({quoted(NOT_CALLS)}), 0,\n"
        f"      a['kind'] IN ({quoted(tuple(KINDS))}), 1,\n"
        "      a['model'] != '', 1, 0)"
    )


def is_no_call() -> str:
    """What `dialects.is_llm_call` adds to it, over the `source` and `operation_seen` of what may be one."""
    told_again = " AND ".join(
        f"a['{name}'] {'!=' if there else '='} ''" for name, there in TOLD_AGAIN
    )
    empty = f"source = 'none' AND a['{USAGE_SOURCE}'] = ''"
    return f"({told_again})\n    OR ({empty} AND operation_seen IN ({quoted(ROLLUP_OPERATIONS)}))"
