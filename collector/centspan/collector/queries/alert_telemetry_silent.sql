-- Which services have sent nothing for longer than they ever do at these hours, and does anything arrive at all?
-- Time counts in which calls are to be expected: of hours with some on six of the seven days before the silence, or in each
-- of three weeks before. It must be more than an hour and three times the longest run of such hours without a call in the
-- week before, and surprising: how likely no call is follows from the usual calls and from how much more than by chance the
-- service's hours differ (a negative binomial); {surprise} is the natural logarithm of one in so many. A service that made
-- more than half of all calls pages; so does the whole store, told as service (all) where it has several. What is silent
-- for a week is gone.
WITH
  toStartOfHour({end:DateTime('UTC')} - 1) AS newest,
of_hours AS (
  SELECT who.1 AS environment, who.2 AS service, groupArrayInsertAt(0., 844)(all_calls, place) AS calls,
    arraySum(arraySlice(calls, -168)) AS of_week
  FROM (
    SELECT arrayJoin([(toString(p.environment), toString(p.service)), ('', '(all)')]) AS who,
      toUInt32((p.hour - newest) / 3600 + 843) AS place, sum(p.calls) AS all_calls
    FROM priced(
      SELECT environment, service, hour
      FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 843 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
    ) AS p
    GROUP BY who, place
  )
  GROUP BY who
),
heard AS (
  SELECT who.1 AS environment, who.2 AS service, max(latest) AS at
  FROM (
    SELECT arrayJoin([(toString(c.environment), toString(c.service)), ('', '(all)')]) AS who, max(c.started_at) AS latest
    FROM llm_calls AS c
    WHERE toStartOfHour(c.started_at) >= newest - 7200 AND c.started_at < {end:DateTime('UTC')}
    GROUP BY who
  )
  GROUP BY who
),
silence AS (
  SELECT o.environment AS environment, o.service AS service, o.of_week AS of_week, o.calls AS calls,
    toInt64(arrayLastIndex(c -> c > 0, calls)) AS last,
    if(toUnixTimestamp(h.at) > 0, toDateTime(h.at, 'UTC'), newest + 3600 * (last - 843)) AS since,
    intDiv(844 - last, 24) AS days,
    -- Of each hour since then: seconds of it that passed, and the calls that are usual in it.
    arrayMap(i -> (
      greatest(0, toInt64(least({end:DateTime('UTC')}, newest + 3600 * (i - 843))) - toInt64(greatest(since, newest + 3600 * (i - 844)))),
      arrayMap(k -> calls[i - 24 * (k + days)], range(1, 8)) AS by_day,
      arrayMap(w -> calls[i - 168 * w], range(1, 4)) AS by_week,
      multiIf(arrayCount(c -> c > 0, by_day) >= 6, arrayAvg(by_day), arrayAll(c -> c > 0, by_week), arrayAvg(by_week), 0.)
    ), range(last, toInt64(845))) AS passed,
    arraySum(t -> if(t.4 > 0, t.1, 0), passed) AS silent_seconds,
    arraySum(t -> t.1 / 3600 * t.4, passed) AS missing,
    arrayMap(r -> arrayCount(k -> calls[last - r - 24 * k] > 0, range(7)) >= 6, range(24)) AS usual_hours,
    arrayMax(run -> arrayCount(c -> c = 0, run), arraySplit(c -> c > 0,
      arrayMap(r -> calls[last - r], arrayFilter(r -> usual_hours[r % 24 + 1], range(168)) AS week))) AS longest_hours,
    arrayMap(r -> arrayAvg(k -> calls[last - r - 24 * k], range(7)), range(24)) AS means,
    arraySum(r -> pow(means[r % 24 + 1], 2), week) AS squares,
    if(squares = 0, 0.5, least(3, greatest(0.02, (arraySum(r -> pow(calls[last - r] - means[r % 24 + 1], 2), week) * 7 / 6
      - arraySum(r -> means[r % 24 + 1], week)) / squares))) AS spread,
    arraySum(t -> log(1 + t.1 / 3600 * t.4 * spread) / spread, passed) AS surprise
  FROM of_hours AS o
  LEFT JOIN heard AS h ON h.environment = o.environment AND h.service = o.service
  WHERE last > 844 - 168
)
SELECT
  environment,
  service,
  toFloat64(least(s.silent_seconds / 3600 / least_hours, s.surprise / {surprise:Float64})) AS value,
  toDecimal128(s.silent_seconds / 3600, 4) AS observed,
  toDecimal128(least_hours, 4) AS expected,
  s.since AS since,
  if(s.service = '(all)' OR s.of_week > 0.5 * sumIf(s.of_week, s.service != '(all)') OVER (), 'page', 'ticket') AS severity,
  concat('About ', toString(round(s.missing)), ' calls are missing') AS also,
  greatest(1, 3 * s.longest_hours) AS least_hours,
  s.missing AS missing_calls
FROM silence AS s
WHERE s.service != '(all)' OR (SELECT count() FROM of_hours) > 2
ORDER BY value DESC, environment, service
LIMIT 500
