-- In which environments do evaluations cost far more than they did some weeks ago, and much of all that is spent?
-- Of the 24 hours before {end}, against the middle of the days from one week to four weeks before, so that what grows by
-- and by is seen. One with fewer than seven such days is learning, and 0; so is one that evaluates for the first time.
WITH
days AS (
  SELECT p.environment AS environment, p.feature AS feature,
    toUInt32(intDiv(toStartOfHour({end:DateTime('UTC')} - 1) - p.hour, 86400)) AS place,
    toFloat64(ifNull(sumIf(p.effective_usd, p.purpose = 'eval'), 0)) AS evals,
    toFloat64(ifNull(sum(p.effective_usd), 0)) AS usd
  FROM priced(
    SELECT environment, feature, purpose, hour
    FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 671 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
  ) AS p
  GROUP BY environment, feature, place
),
judged AS (
  SELECT environment, sumIf(evals, place = 0) AS now_usd, now_usd / sumIf(usd, place = 0) AS share,
    argMaxIf(feature, evals, place = 0) AS most,
    arrayFilter(u -> u > 0, sumMapIf([place], [evals], place >= 7).2) AS before,
    length(before) < 7 AS young,
    if(young, 0, arrayReduce('quantileExactInclusive(0.5)', before)) AS usual
  FROM days
  GROUP BY environment
  HAVING now_usd > 0
)
SELECT
  toString(j.environment) AS environment,
  if(j.young, 0., least(j.share / {share:Float64}, j.now_usd / ({times:Float64} * j.usual), j.now_usd / {floor_usd:Float64})) AS value,
  toDecimal128(j.now_usd, 6) AS observed,
  if(j.young, NULL, toDecimal128(j.usual, 6)) AS expected,
  toStartOfHour({end:DateTime('UTC')} - 1) - 23 * 3600 AS since,
  j.young AS learning,
  concat(toString(round(100 * j.share)), ' % of all that was spent, most of it for ', if(j.most = '', '(none)', j.most)) AS also,
  j.share AS share,
  j.most AS most_of_it
FROM judged AS j
ORDER BY value DESC, environment
LIMIT 500
