-- Of which features is far less input read from the provider's cache than usual?
-- Of the last three hours, against such times in four weeks, each by its tokens: the least that the middle of all, that of
-- the last week and that of the same hours of the day are. Far is beyond the spread as well. What it costs is what the
-- missing tokens would have saved in an hour, at the prices of these calls; less than a floor is silent. One with a week
-- of history or less is learning.
WITH
windows AS (
  SELECT p.environment AS environment, p.feature AS feature,
    toUInt32(intDiv(toStartOfHour({end:DateTime('UTC')} - 1) - p.hour, 3600 * {hours:UInt32})) AS place,
    sum(p.cache_read_tokens) AS read,
    sum(p.uncached_input_tokens + p.cache_write_5m_tokens + p.cache_write_1h_tokens AS others) AS unread,
    read + unread AS input,
    read / input AS share,
    ifNull(sum(others * (dictGet('price_row', 'uncached_input', p.contracted_id)
      - dictGet('price_row', 'cache_read', p.contracted_id))), 0) AS not_saved_usd
  FROM priced(
    SELECT environment, feature, hour
    FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 674 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
    WHERE served_from = ''
  ) AS p
  GROUP BY environment, feature, place
  HAVING input > 0
),
levels AS (
  SELECT environment, feature, max(place) * {hours:UInt32} < 8 * 24 AS young,
    least(
      ifNotFinite(quantileExactWeightedIf(0.5)(share, input, place > 0), 0),
      ifNotFinite(quantileExactWeightedIf(0.5)(share, input, place > 0 AND place * {hours:UInt32} <= 168), 1),
      ifNotFinite(quantileExactWeightedIf(0.5)(share, input, place > 0 AND place * {hours:UInt32} % 24 = 0), 1)) AS usual,
    sumIf(input, place = 0) AS tokens
  FROM windows
  GROUP BY environment, feature
  HAVING tokens >= {floor_tokens:UInt64}
),
judged AS (
  SELECT l.environment AS environment, l.feature AS feature, any(l.young) AS young, any(l.usual) AS usual,
    sumIf(w.share, w.place = 0) AS share,
    ifNotFinite(quantileExactWeightedIf(0.5)(abs(w.share - l.usual), w.input, w.place > 0), 0) AS spread,
    sumIf(toFloat64(w.not_saved_usd) / w.unread, w.place = 0 AND w.unread > 0) * any(l.tokens) * (usual - share)
      / {hours:UInt32} AS lost_usd
  FROM windows AS w
  INNER JOIN levels AS l ON l.environment = w.environment AND l.feature = w.feature
  GROUP BY environment, feature
)
SELECT
  toString(j.environment) AS environment,
  toString(j.feature) AS feature,
  if(j.young OR j.usual < {usual_share:Float64}, 0., least(
    j.usual * {fall:Float64} / greatest(j.share, 0.001),
    (j.usual - j.share) / (1.4826 * greatest(j.spread, 0.01)) / {z:Float64},
    if(j.lost_usd = 0, 2, j.lost_usd / {floor_usd:Float64}))) AS value,
  toDecimal128(j.share, 6) AS observed,
  if(j.young, NULL, toDecimal128(j.usual, 6)) AS expected,
  toStartOfHour({end:DateTime('UTC')} - 1) - 3600 * ({hours:UInt32} - 1) AS since,
  j.young AS learning,
  if(value > 1 AND j.lost_usd >= 0.01, printf('It costs about $%.2f an hour more', j.lost_usd), '') AS also,
  toDecimal128(ifNotFinite(j.lost_usd, 0), 6) AS lost_usd_an_hour
FROM judged AS j
ORDER BY value DESC, environment, feature
LIMIT 500
