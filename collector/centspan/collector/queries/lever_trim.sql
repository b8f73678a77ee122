-- Which tool definitions did models never call, and what did it cost to send them?
-- Of calls with their tools' sizes; a tool is judged once it was sent {fewest_calls} times by a feature. Characters are
-- tokens as all of a feature's prompts to one model have them. Tools are what a provider's cache reads first: where a
-- call read from it, its tools are priced as read.
WITH
-- Read once, though asked of several times below: they are few.
(
  SELECT groupArray((environment, feature, model, fingerprint_key_id, tool, sendings, chars, called))
  FROM (
    SELECT toString(environment) AS environment, toString(feature) AS feature, toString(model) AS model, fingerprint_key_id, tool,
      sum(l.times) AS sendings, sum(l.times * size) AS chars, sum(uses) AS called
    FROM (
      -- Calls of one feature send few different lists of tools.
      SELECT x.environment AS environment, x.feature AS feature, x.model AS model, x.fingerprint_key_id AS fingerprint_key_id,
        x.tool_hashes AS tools, x.tool_chars AS sizes, count() AS times, sumForEach(x.tool_called) AS used
      FROM call_prefixes AS x
      WHERE toStartOfHour(x.started_at) >= toStartOfHour({start:DateTime('UTC')}) AND toStartOfHour(x.started_at) < {end:DateTime('UTC')}
        AND notEmpty(x.tool_hashes)
      GROUP BY environment, feature, model, fingerprint_key_id, tools, sizes
    ) AS l
    ARRAY JOIN tools AS tool, sizes AS size, used AS uses
    GROUP BY environment, feature, model, fingerprint_key_id, tool
  )
) AS every_tool,
sent AS (
  SELECT t.1 AS environment, t.2 AS feature, t.3 AS model, t.4 AS fingerprint_key_id, t.5 AS tool, t.6 AS sendings, t.7 AS chars,
    t.8 AS called
  FROM (SELECT arrayJoin(every_tool) AS t)
),
unused AS (
  SELECT environment, feature, tool, sum(u.sendings) AS times
  FROM sent AS u
  GROUP BY environment, feature, tool
  HAVING sum(u.called) = 0 AND times >= {fewest_calls:UInt32}
),
per_model AS (
  SELECT s.environment AS environment, s.feature AS feature, s.model AS model, sum(s.chars) AS chars, uniqExact(s.tool) AS tools
  FROM sent AS s
  INNER JOIN unused AS u ON u.environment = s.environment AND u.feature = s.feature AND u.tool = s.tool
  GROUP BY environment, feature, model
),
prompts AS (
  SELECT x.environment AS environment, x.feature AS feature, x.model AS model,
    sum(@prompt_chars) AS chars,
    countIf(notEmpty(tool_hashes)) AS with_tools, count() AS calls
  FROM call_prefixes AS x
  WHERE toStartOfHour(x.started_at) >= toStartOfHour({start:DateTime('UTC')}) AND toStartOfHour(x.started_at) < {end:DateTime('UTC')}
  GROUP BY environment, feature, model
),
inputs AS (
  SELECT environment, feature, model, count() AS calls,
    sum(uncached_input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens) AS tokens
  FROM {study:Identifier}
  GROUP BY environment, feature, model
),
(
  SELECT groupArray((toString(environment), toString(feature), toString(model), tools, tokens))
  FROM (
    SELECT m.environment AS environment, m.feature AS feature, m.model AS model, m.tools AS tools,
      toUInt32(round(m.chars / p.with_tools * (i.tokens / i.calls) / (p.chars / p.calls))) AS tokens
    FROM per_model AS m
    INNER JOIN prompts AS p ON p.environment = m.environment AND p.feature = m.feature AND p.model = m.model
    INNER JOIN inputs AS i ON i.environment = m.environment AND i.feature = m.feature AND i.model = m.model
    WHERE p.chars > 0 AND p.with_tools > 0
  )
) AS of_each_model,
a_call AS (
  SELECT t.1 AS environment, t.2 AS feature, t.3 AS model, t.4 AS tools, t.5 AS tokens
  FROM (SELECT arrayJoin(of_each_model) AS t)
),
trimmed AS (
  SELECT environment, feature, user, sum(saved_usd) AS saved, sumIf(weight, trimmed > 0) AS touched
  FROM (
    SELECT c.environment AS environment, c.feature AS feature, c.user AS user, c.weight AS weight, a.tokens AS out_tokens,
      @trimmed
    FROM {study:Identifier} AS c
    INNER JOIN a_call AS a ON a.environment = c.environment AND a.feature = c.feature AND a.model = c.model
    WHERE c.has_tools = 1
  )
  GROUP BY environment, feature, user
),
every AS (
  @of_users
),
by_user AS (
  SELECT e.environment AS environment, e.feature AS feature, 1 AS choice, e.user AS user, e.calls AS calls, e.cost AS cost,
    t.saved AS saved, t.touched AS touched
  FROM every AS e
  LEFT JOIN trimmed AS t ON t.environment = e.environment AND t.feature = e.feature AND t.user = e.user
),
estimates AS (
@estimated
)
SELECT e.environment AS environment, e.feature AS feature, e.calls AS calls, e.users AS users, e.cost_usd AS cost_usd,
  e.saved_usd AS saved_usd, e.cost_squares AS cost_squares, e.residual_squares AS residual_squares, e.touched AS touched,
  u.tools AS tools, u.names AS names, m.models AS models, m.tokens AS tokens
FROM estimates AS e
LEFT JOIN (
  SELECT environment, feature, count() AS tools, arraySort(groupArray(leftPad(lower(hex(tool)), 16, '0'))) AS names
  FROM unused
  GROUP BY environment, feature
) AS u ON u.environment = e.environment AND u.feature = e.feature
LEFT JOIN (
  SELECT environment, feature, arraySort(groupArray((toString(model), a.tokens))) AS each, each.1 AS models, each.2 AS tokens
  FROM a_call AS a
  GROUP BY environment, feature
) AS m ON m.environment = e.environment AND m.feature = e.feature
ORDER BY environment, feature
