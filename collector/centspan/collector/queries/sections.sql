-- What are prompts made of: characters a call, and the share of input tokens, by section?
-- system, tools, history (all but the last user turn) and user make a prompt up; sections that an app marked lie
-- inside these. Tokens are a feature's input split by characters. From the prompts of the last 24 hours of
-- the range only, by environment, feature and model.
WITH
  prompts AS (
    SELECT feature, each.1 AS section, count() AS calls, sum(each.2) AS characters
    FROM (
      SELECT feature, arrayJoin(arrayZip(section_names, section_chars)) AS each
      FROM call_prefixes FINAL
      WHERE in_last_day(environment, feature, model)
    )
    GROUP BY feature, section
  ),
  inputs AS (
    SELECT feature, sum(p.uncached_input_tokens) + sum(p.cache_read_tokens) + sum(p.cache_write_5m_tokens)
      + sum(p.cache_write_1h_tokens) AS tokens
    FROM priced(
      SELECT feature FROM spend(greatest({start:DateTime('UTC')}, {end:DateTime('UTC')} - 86400), {end:DateTime('UTC')}, 3600)
    ) AS p
    GROUP BY feature
  )
SELECT
  s.section AS section,
  if(s.section IN ('system', 'tools', 'history', 'user'), 'of the prompt', 'marked by the app') AS kind,
  sum(s.calls) AS calls,
  sum(s.characters) / sum(s.calls) AS characters_per_call_count,
  sum(s.characters * tokens / whole) AS input_tokens,
  input_tokens / nullIf(any(all_tokens), 0) AS input_share
FROM prompts AS s
INNER JOIN (
  SELECT feature, sumIf(characters, section IN ('system', 'tools', 'history', 'user')) AS whole, any(i.tokens) AS tokens,
    sum(any(i.tokens)) OVER () AS all_tokens
  FROM prompts INNER JOIN inputs AS i USING (feature)
  GROUP BY feature
  HAVING whole > 0
) AS f ON f.feature = s.feature
GROUP BY section
ORDER BY kind DESC, input_tokens DESC, section
LIMIT 50
