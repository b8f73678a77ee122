-- From `budget_hours`: at which pace each budget is used. `week` says how much of it is usual in an hour: the mean of the
-- same hour of the week over four weeks, which end three days ago so that what goes on now is not in them, and at least
-- a tenth of the mean hour; the same for all hours where less than two weeks are known. Planned windows multiply them.
budget_known AS (
  SELECT id,
    -- The last of 745 is the hour under way, of which nothing has passed where {end} is a whole hour.
    groupArrayInsertAtIf(0., 745)(toFloat64(used), toUInt32((hour - from_hour) / 3600), hour >= from_hour) AS by_hour,
    (from_hour - min(hour)) / 3600 + 744 AS known_hours,
    sumMap([toUInt32(dateDiff('day', hour, {end:DateTime('UTC')}))], [toFloat64(used)]) AS by_age,
    groupArray((hour, used)) AS every_hour
  FROM (SELECT *, toStartOfHour({end:DateTime('UTC')}) - 744 * 3600 AS from_hour FROM budget_hours)
  WHERE used != 0
  GROUP BY id, from_hour
),
budget_weeks AS (
  SELECT b.id AS id, b.unit AS unit, b.span AS period, b.amount AS amount, b.limits AS limits, b.kept AS kept,
    b.severity AS severity, b.begins AS begins, b.ends AS ends, k.known_hours AS known_hours, k.by_age AS by_age,
    toStartOfHour({end:DateTime('UTC')}) AS this_hour, this_hour - 744 * 3600 AS from_hour,
    toStartOfHour(begins + 3599) AS first_hour, toStartOfHour(ends + 3599) AS next_hour,
    -- Days of tenants are spread over their hours, whether they were read whole or, as a period begins within them, by hours.
    (this_hour - toStartOfDay({end:DateTime('UTC')}) + 3 * 86400) / 3600 AS by_hours,
    arrayResize(k.by_hour, 745, 0.) AS as_read,
    arrayPushFront(arrayCumSum(as_read), 0.) AS up_to,
    arrayMap((until, since) -> until - since, arrayResize(arraySlice(up_to, 25), 745, up_to[746]), arrayPopBack(up_to)) AS of_a_day,
    (24 - toHour(from_hour)) % 24 AS midnight,
    if(kept = 'tenant_spend', arrayMap((n, day, each) -> if(n >= 744 - by_hours, each, if(n < midnight, of_a_day[midnight + 1], day) / 24),
      range(745), arrayFill((each, n) -> (n + toHour(from_hour)) % 24 = 0, of_a_day, range(745)), as_read), as_read) AS by_hour,
    arraySum(arrayMap(h -> if(h.1 >= if(kept = 'user_spend', toDateTime(b.first_day, 'UTC'), begins), h.2, toDecimal128(0, 18)),
      k.every_hour)) AS used,
    arrayFilter(w -> arrayAll((name, value) -> limits[name] = value, mapKeys(w.1), mapValues(w.1)), planned) AS windows,
    arrayMap(h -> @times_in_windows, arrayMap(n -> from_hour + n * 3600, range(745))) AS times,
    arrayMap((u, t) -> u / t, by_hour, times) AS usual,
    arrayMap((n, u1, u2, u3, u4) -> (u1 + u2 + u3 + u4) / greatest(1, 4 - greatest(0, ceil((744 - known_hours - n) / 168))),
      range(168), arraySlice(usual, 1, 168), arraySlice(usual, 169, 168), arraySlice(usual, 337, 168),
      arraySlice(usual, 505, 168)) AS means,
    if(known_hours < 336 OR arraySum(means) <= 0, arrayWithConstant(168, 1.),
      arrayMap(m -> greatest(m, arraySum(means) / 1680), means)) AS week
  FROM (SELECT arrayJoin(periods) AS b) AS t
  LEFT ANY JOIN budget_known AS k ON k.id = t.b.id
  WHERE kept != ''
),
budget_paces AS (
  SELECT *,
    ({end:DateTime('UTC')} - this_hour) / 3600 AS under_way,
    toUInt32((next_hour - first_hour) / 3600) AS hours,
    toUInt32(positiveModulo((first_hour - from_hour) / 3600, 168)) AS behind,
    arrayMap((w, h) -> w * @times_in_windows,
      arraySlice(arrayFlatten(arrayWithConstant(intDiv(behind + hours, 168) + 1, week)), behind + 1, hours),
      arrayMap(n -> first_hour + n * 3600, range(hours))) AS of_period,
    arraySlice(of_period, 1 + toUInt32(greatest(0, (this_hour - first_hour) / 3600))) AS coming,
    arrayMap((w, n) -> if(n = 1, w * (1 - under_way), w), coming, arrayEnumerate(coming)) AS to_pass,
    -- Of the last three days and the hour under way, which are the hours of the week that `week` begins with.
    arrayMap((w, t) -> w * t, arraySlice(week, 1, 73), arraySlice(times, 673, 73)) AS lately,
    -- The last 1, 2, 6, 24 and 72 whole hours, each with the one under way.
    arrayMap(n -> arraySum(arraySlice(by_hour, 745 - n, n + 1)), [1, 2, 6, 24, 72]) AS spent,
    arrayMap(n -> arraySum(arraySlice(lately, 73 - n, n)) + lately[73] * under_way, [1, 2, 6, 24, 72]) AS weights
  FROM budget_weeks
)
