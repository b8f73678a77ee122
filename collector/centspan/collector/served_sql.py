"""The rules of `served.py` and `dialects.is_llm_call` as SQL: what was called, of whom, in which tier."""

from centspan.collector.spelling_sql import at, quoted, renamed, text
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


def provider() -> str:
    """The rule of `served.provider`, over `provider_said` and `host`."""
    named = renamed("lower(provider_said)", PROVIDERS, "lower(provider_said)")
    known = ", ".join(f"endsWith(concat('.', host), '.{end}'), '{name}'" for end, name in HOSTS)
    return f"if({named} IN ({quoted(BY_HOST)}) AND host != '', multiIf({known}, {named}), {named})"


def model(provider: str) -> str:
    """The rule of `served.model`."""
    asked = text("request_model")
    return f"if({provider} IN ({quoted(BY_REQUEST)}) AND {asked} != '', {asked}, {text('model')})"


def tier() -> str:
    """The rule of `served.tier`, over `tier_said` and `region_seen`."""
    names = dict.fromkeys(STANDARD_TIERS, "") | TIERS
    name = renamed("lower(tier_said)", names, "lower(tier_said)")
    tier = f"if(region_seen = '', {name}, concat({name}, '@', region_seen))"
    return f"if(position(tier_said, '@') > 0, tier_said, {tier})"


def region() -> str:
    """The region that is named, else the one in the host's name, over `region_said` and `host`."""
    said = _no_region("lower(region_said)")
    hosts = ", ".join(_region_in_host(before, after) for before, after in REGIONS)
    return f"multiIf({said} != '', {said}, {hosts}, '')"


def _region_in_host(before: str, after: str) -> str:
    length = f"greatest(0, toInt64(length(host)) - {len(before) + len(after)})"
    region = _no_region(f"lower(substring(host, {len(before) + 1}, {length}))")
    begins = f"startsWith(host, '{before}') AND " if before else ""
    return f"{begins}endsWith(host, '{after}'), {region}"


def _no_region(region: str) -> str:
    return f"if({region} IN ({quoted(NO_REGIONS)}), '', {region})"


def operation() -> str:
    """The rule of `dialects.operation`."""
    said = text("operation")
    by_kind = renamed(text("kind"), KINDS, "'chat'")
    return f"if({said} != '', {said}, {by_kind})"


def may_be_llm_call() -> str:
    """The rule of `dialects.may_be_llm_call`."""
    said = text("operation")
    return (
        f"multiIf({said} IN ({quoted(CALL_OPERATIONS + ROLLUP_OPERATIONS)}), 1,\n"
        f"  {said} IN ({quoted(NOT_CALLS)}), 0,\n"
        f"  {text('kind')} IN ({quoted(tuple(KINDS))}), 1,\n"
        f"  {text('model')} != '', 1, 0)"
    )


def is_no_call() -> str:
    """What `dialects.is_llm_call` adds to it, over the usage `t` of what may be one."""
    told_again = " AND ".join(
        f"{at(name)} {'!=' if there else '='} ''" for name, there in TOLD_AGAIN
    )
    empty = f"t.11 = 'none' AND a['{USAGE_SOURCE}'] = ''"
    return f"({told_again})\n    OR ({empty} AND {operation()} IN ({quoted(ROLLUP_OPERATIONS)}))"
