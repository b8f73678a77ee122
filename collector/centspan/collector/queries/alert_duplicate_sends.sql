-- Of which features is the same request sent twice within minutes, or asked over and over within a day?
-- Calls with a fingerprint that ended well and were no retry, of the day before {end}; those whose fingerprint comes once
-- are counted only. Sent twice: the same request again within ten minutes for the same tenant and task, in the last six
-- hours; usual is its share in the hours before them. Asked over and over: all but the first call of a request. The former
-- is told of where it is too much, else the worse of both.
WITH
  toStartOfHour({end:DateTime('UTC')} - 1) - 23 * 3600 AS first_hour,
  toStartOfHour({end:DateTime('UTC')} - 1) - 5 * 3600 AS recent,
requests AS (
  SELECT environment, feature, request_fingerprint, fingerprint_key_id,
    arraySort(groupArray((started_at, toFloat64(ifNull(effective_usd, 0)) * weight, weight))) AS each,
    arrayFilter(i -> each[i].1 <= each[i - 1].1 + 600, range(2, length(each) + 1)) AS sends,
    arraySum(i -> if(each[i].1 >= recent, each[i].3, 0), sends) AS late_sends,
    arraySum(i -> if(each[i].1 >= recent, each[i].2, 0), sends) AS late_sends_usd,
    arraySum(i -> each[i].3, sends) - late_sends AS early_sends,
    arrayCount(i -> each[i].1 >= recent, sends) AS sends_stored
  FROM calls
  WHERE counted AND status = 'ok' AND abandoned = 0 AND is_retry = 0
    AND toStartOfHour(started_at) >= first_hour AND started_at < {end:DateTime('UTC')}
    AND request_fingerprint IN (
      SELECT leftPad(lower(hex(one)), 16, '0')
      FROM (
        SELECT c.request_fingerprint AS one
        FROM llm_calls AS c
        WHERE c.request_fingerprint != 0 AND toStartOfHour(c.started_at) >= first_hour AND c.started_at < {end:DateTime('UTC')}
        GROUP BY one
        HAVING count() > 1
      ))
  GROUP BY environment, feature, request_fingerprint, fingerprint_key_id, tenant, task_id
),
repeated AS (
  SELECT environment, feature, sum(q.late_sends) AS late_sends, sum(q.late_sends_usd) AS sent_usd,
    sum(q.early_sends) AS early_sends, sum(q.sends_stored) AS sends_stored, sum(q.asked_stored - 1) AS asked_stored,
    sum(q.asked - q.first_call.3) AS asked_again, sum(q.usd - q.first_call.2) AS asked_again_usd
  FROM (
    SELECT environment, feature, sum(requests.late_sends) AS late_sends, sum(requests.late_sends_usd) AS late_sends_usd,
      sum(requests.early_sends) AS early_sends, min(each[1]) AS first_call,
      sum(requests.sends_stored) AS sends_stored, sum(length(each)) AS asked_stored,
      sum(arraySum(e -> e.3, each)) AS asked, sum(arraySum(e -> e.2, each)) AS usd
    FROM requests
    GROUP BY environment, feature, request_fingerprint, fingerprint_key_id
  ) AS q
  GROUP BY environment, feature
),
features AS (
  SELECT a.environment AS environment, a.feature AS feature, a.calls AS calls, a.late_calls AS late_calls,
    calls - late_calls AS early_calls, r.late_sends AS late_sends, r.sent_usd AS sent_usd, r.early_sends AS early,
    r.sends_stored AS sends_stored, r.asked_stored AS asked_stored, r.asked_again AS asked_again,
    r.asked_again_usd AS asked_again_usd, s.usd AS late_spent,
    ifNotFinite(late_sends / late_calls, 0) AS sent_share
  FROM (
    SELECT c.environment AS environment, c.feature AS feature, sum(c.weight) AS calls,
      sumIf(c.weight, c.started_at >= recent) AS late_calls
    FROM llm_calls AS c FINAL
    WHERE c.counted AND c.status = 'ok' AND c.abandoned = 0 AND c.is_retry = 0 AND c.request_fingerprint != 0
      AND toStartOfHour(c.started_at) >= first_hour AND c.started_at < {end:DateTime('UTC')}
    GROUP BY environment, feature
  ) AS a
  LEFT JOIN repeated AS r ON r.environment = a.environment AND r.feature = a.feature
  LEFT JOIN (
    SELECT p.environment AS environment, p.feature AS feature, toFloat64(ifNull(sum(p.effective_usd), 0)) AS usd
    FROM priced(
      SELECT environment, feature
      FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 5 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
    ) AS p
    GROUP BY environment, feature
  ) AS s ON s.environment = a.environment AND s.feature = a.feature
)
SELECT
  toString(f.environment) AS environment,
  toString(f.feature) AS feature,
  greatest(by_sends, by_asking) AS value,
  toDecimal128(if(twice, f.sent_share, f.asked_again / f.calls), 6) AS observed,
  if(twice, toDecimal128(f.usual, 6), NULL) AS expected,
  toStartOfHour({end:DateTime('UTC')} - 1) - if(twice, 5, 23) * 3600 AS since,
  multiIf(value <= 1, '',
    twice, printf('Sent again within ten minutes for the same tenant and task, for $%.2f', f.sent_usd),
    concat('That is ', toString(round(f.asked_again)), ' calls of a day',
      if(f.asked_again_usd < 0.01, '', printf(', for $%.2f', f.asked_again_usd)))) AS also,
  toDecimal128(f.sent_usd, 6) AS sent_usd,
  toDecimal128(f.asked_again_usd, 6) AS asked_again_usd
FROM (
  SELECT *,
    if(early_calls >= 50, early / early_calls, 0) AS usual,
    toFloat64(least(ifNotFinite(sent_usd / late_spent, 0) / {share:Float64},
      sent_share / ({times:Float64} * greatest(usual, 0.01)),
      sends_stored / {floor_calls:Float64}, sent_usd / {floor_usd:Float64})) AS by_sends,
    toFloat64(least(asked_again / calls / {asked_share:Float64}, asked_stored / {asked_calls:Float64})) AS by_asking,
    by_sends > 1 OR by_sends >= by_asking AS twice
  FROM features
) AS f
ORDER BY value DESC, environment, feature
LIMIT 500
