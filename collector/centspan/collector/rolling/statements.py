"""The roller's INSERTs, written from the same measure list as the rollup tables."""

from importlib.resources import files

from centspan.collector.rollup_sql import MEASURES

SPEND_DIMENSIONS = (
    "hour, time, environment, service, feature, route, team, provider, model, operation, "
    "service_tier, context_band, purpose, prompt_version, recorded_by, usage_source, served_from, "
    "price_key"
)
TENANT_DIMENSIONS = (
    "hour, time, environment, team, tenant, provider, model, service_tier, context_band, "
    "recorded_by, usage_source, served_from, price_key"
)
USER_DIMENSIONS = (
    "day, time, environment, feature, tenant, user_id, provider, model, service_tier, "
    "context_band, recorded_by, usage_source, served_from, price_key"
)
SUMS = tuple(name for name, _ in MEASURES)
PROMPT_VERSIONS_KEPT = 50
"""Prompt versions an hour and feature keeps apart; the rest become `other`."""

VERDICTS = files("centspan.collector.rolling").joinpath("verdicts.sql").read_text("utf-8")

SPEND = f"""
INSERT INTO spend_1h ({SPEND_DIMENSIONS}, {", ".join(SUMS)}, duration_us, latency_bins, version)
WITH kept AS (
  SELECT environment, feature, hour, prompt_version FROM spend_of_calls
  WHERE hour IN {{hours:Array(DateTime('UTC'))}} AND prompt_version != ''
  GROUP BY environment, feature, hour, prompt_version
  ORDER BY sum(calls) DESC, prompt_version
  LIMIT {PROMPT_VERSIONS_KEPT} BY environment, feature, hour
)
SELECT {SPEND_DIMENSIONS}, {", ".join(f"sum(rolled.{name})" for name in SUMS)},
  sum(rolled.duration_us), sumMap(rolled.latency_bins), {{version:UInt64}}
FROM (
  SELECT * REPLACE (
    if(prompt_version = '' OR (environment, feature, hour, prompt_version) IN kept, prompt_version, 'other')
      AS prompt_version)
  FROM spend_of_calls WHERE hour IN {{hours:Array(DateTime('UTC'))}}
) AS rolled
GROUP BY {SPEND_DIMENSIONS}
"""

TENANT_SPEND = f"""
INSERT INTO tenant_spend_1h ({TENANT_DIMENSIONS}, {", ".join(SUMS)}, version)
SELECT {TENANT_DIMENSIONS}, {", ".join(SUMS)}, {{version:UInt64}}
FROM tenant_spend_of_calls WHERE hour IN {{hours:Array(DateTime('UTC'))}}
"""

USER_SPEND = f"""
INSERT INTO user_spend_1d ({USER_DIMENSIONS}, {", ".join(SUMS)}, version)
SELECT {USER_DIMENSIONS}, {", ".join(SUMS)}, {{version:UInt64}}
FROM user_spend_of_calls WHERE day IN {{days:Array(Date)}}
"""
