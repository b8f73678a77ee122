-- What changed between {start} and {end}: deploys, marks, prices, edits of budgets and policies, adoptions?
-- Deploys are those told and, where none was told, the first span of each `service.version` but a service's first, and
-- each prompt version that a feature had not shown in the 30 days before (to the hour, of features that were there
-- before it). Prices are the book's versions. Moments with parts of a second are compared with such: the engine's
-- index else passes over what is within the last second.
WITH shown AS (
  SELECT feature, prompt_version, min(hour) AS first_hour
  FROM (
    SELECT p.feature AS feature, p.prompt_version AS prompt_version, p.hour AS hour
    FROM priced(
      SELECT feature, prompt_version, hour FROM spend({start:DateTime('UTC')} - 30 * 86400, {start:DateTime('UTC')}, 0)
    ) AS p
    UNION ALL
    SELECT p.feature, p.prompt_version, p.hour
    FROM priced(
      SELECT feature, prompt_version, hour FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 3600)
    ) AS p
  )
  GROUP BY feature, prompt_version
)
SELECT time, title, text, tags
FROM (
  SELECT
    toDateTime(c.changed_at, 'UTC') AS time,
    c.title AS title,
    c.detail AS text,
    arrayStringConcat(
      arrayFilter(t -> t != '', [toString(c.kind), toString(c.environment), toString(c.feature)]), ',') AS tags
  FROM changes AS c FINAL
  -- Adoptions are told below, with what they were to save.
  WHERE c.changed_at >= {start:DateTime('UTC')} AND c.changed_at < toDateTime64({end:DateTime('UTC')}, 3, 'UTC') AND c.kind != 'adoption'
    AND (feature = '' OR in_scope(feature)) AND (environment = '' OR in_scope(environment))
  UNION ALL
  SELECT
    first_hour,
    concat(s.feature, ': prompt ', s.prompt_version),
    'first call of this prompt version',
    concat('deploy,', s.feature)
  FROM shown AS s
  WHERE first_hour >= {start:DateTime('UTC')} AND s.prompt_version NOT IN ('', 'other')
    AND (s.feature, s.first_hour) NOT IN (SELECT feature, min(first_hour) FROM shown GROUP BY feature)
    AND (toString(s.feature), toString(s.prompt_version)) NOT IN (
      SELECT toString(feature), attributes['prompt_version'] FROM changes WHERE kind = 'deploy')
  UNION ALL
  SELECT
    toDateTime(r.began, 'UTC'),
    concat(r.service, ': version ', r.version),
    'first span of this version',
    arrayStringConcat(arrayFilter(t -> t != '', ['deploy', toString(r.environment), toString(r.service)]), ',')
  FROM (
    SELECT environment, service, version, min(first_seen_at) AS began,
      min(began) OVER (PARTITION BY environment, service) AS arrived
    FROM service_versions
    GROUP BY environment, service, version
  ) AS r
  WHERE r.began >= {start:DateTime('UTC')} AND r.began < {end:DateTime('UTC')} AND r.began > r.arrived
    AND in_scope(environment)
    AND (toString(r.service), r.version) NOT IN (
      SELECT attributes['service'], attributes['service_version'] FROM changes WHERE kind = 'deploy')
  UNION ALL
  SELECT
    toDateTime(v.added_at, 'UTC'),
    concat('prices: version ', toString(v.version)),
    concat(v.what, ' (', v.reason, if(v.added_by = '', '', concat(' by ', v.added_by)), ')'),
    'price'
  FROM (SELECT * FROM price_versions ORDER BY version DESC LIMIT 1 BY token) AS v
  WHERE v.added_at >= {start:DateTime('UTC')} AND v.added_at < toDateTime64({end:DateTime('UTC')}, 3, 'UTC') AND v.reason != 'resolved'
  UNION ALL
  SELECT
    toDateTime(assumeNotNull(a.adopted_at), 'UTC'),
    concat('adopted: ', a.change),
    concat('simulated saving $', toString(toDecimal64(a.saving_usd_per_month, 2)), ' a month'),
    concat('adoption,', a.lever)
  FROM (SELECT * FROM proposals FINAL) AS a
  WHERE a.adopted_at >= {start:DateTime('UTC')} AND a.adopted_at < toDateTime64({end:DateTime('UTC')}, 3, 'UTC')
)
ORDER BY time, title
