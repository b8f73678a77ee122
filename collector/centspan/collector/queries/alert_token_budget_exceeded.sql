-- Which calls of the last hour carried more input than their token budget, in a section or in all?
-- A row for each feature and section that a budget is about, with its largest call. Of budgets of one section that fit a call
-- the one with most dimensions stands. A section's tokens are the call's input, split by characters.
WITH
  (
    SELECT CAST(groupArray((limits, section, tokens)),
      'Array(Tuple(limits Map(String, String), section String, tokens UInt64))')
    FROM (
      SELECT CAST(scope, 'Map(String, String)') AS limits, toString(section) AS section, ifNull(tokens, 0) AS tokens
      FROM (SELECT * FROM limits ORDER BY version DESC LIMIT 1 BY id)
      WHERE removed = 0 AND kind = 'call'
      ORDER BY length(limits) DESC, tokens
    )
  ) AS call_limits,
  measured AS (
    SELECT c.environment AS environment, c.feature AS feature, c.weight AS weight, lower(hex(c.trace_id)) AS trace,
      toDateTime(c.started_at, 'UTC') AS at,
      c.uncached_input_tokens + c.cache_read_tokens + c.cache_write_5m_tokens + c.cache_write_1h_tokens
        + c.audio_input_tokens + c.image_input_tokens AS input,
      map('environment', toString(c.environment), 'feature', toString(c.feature), 'tenant', toString(c.tenant),
        'team', toString(c.team), 'user', c.user_id, 'model', toString(c.model), 'route', toString(c.route)) AS scopes,
      arrayFilter(l -> arrayAll((name, value) -> scopes[name] = value, mapKeys(l.limits), mapValues(l.limits)), call_limits) AS own,
      arrayJoin(arrayMap(s -> arrayFirst(l -> l.section = s, own), arrayDistinct(arrayMap(l -> l.section, own)))) AS budget,
      arraySum((name, size) -> if(name IN ('system', 'tools', 'history', 'user'), size, 0), p.section_names, p.section_chars)
        AS whole,
      arraySum((name, size) -> if(name = budget.section, size, 0), p.section_names, p.section_chars) AS characters,
      if(budget.section = 'total', input, input * characters / greatest(whole, characters, 1)) AS tokens,
      tokens / greatest(budget.tokens, 1) AS far
    FROM (
      SELECT * FROM llm_calls FINAL
      WHERE counted = 1 AND notEmpty(call_limits)
        AND toStartOfHour(started_at) >= toStartOfHour({end:DateTime('UTC')} - 3600)
        AND started_at >= {end:DateTime('UTC')} - 3600 AND started_at < {end:DateTime('UTC')}
    ) AS c
    LEFT ANY JOIN (
      SELECT trace_id, span_id, section_names, section_chars FROM call_prefixes
      WHERE notEmpty(arrayFilter(l -> l.section != 'total', call_limits))
        AND toStartOfHour(started_at) >= toStartOfHour({end:DateTime('UTC')} - 3600)
    ) AS p ON p.trace_id = c.trace_id AND p.span_id = c.span_id
  )
SELECT
  toString(environment) AS environment,
  toString(feature) AS feature,
  budget.section AS section,
  max(far) AS value,
  toDecimal128(round(argMax(tokens, far)), 6) AS observed,
  toDecimal128(argMax(budget.tokens, far), 6) AS expected,
  ifNull(minOrNullIf(at, far > 1), {end:DateTime('UTC')} - 3600) AS since,
  toUInt64(round(sumIf(weight, far > 1))) AS calls,
  arraySlice(arrayMap(x -> x.2, arrayReverseSort(groupArrayIf((far, trace), far > 1))), 1, 5) AS trace_ids
FROM measured
GROUP BY environment, feature, section
ORDER BY value DESC, environment, feature, section
LIMIT 500
