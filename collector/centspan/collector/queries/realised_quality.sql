-- How were answers judged before a proposal was adopted and after?
-- Scores from 0 to 1 (a verdict without one counts by its label) of the calls of its scope, or of its feature where a verdict
-- is on no call; with a label in {treated}, of calls without and with it.
SELECT is_after, count() AS verdicts_count, avg(v.value) AS score, ifNull(varSampStable(v.value), 0) AS variance
FROM (
  SELECT if({treated:String} = '', if(c.call != 0, c.started_at, e.evaluated_at) >= {after:DateTime('UTC')}, c.treated) AS is_after,
    multiIf(isNotNull(e.score), e.score / if(e.max_score > 0, e.max_score, 1),
      lower(e.label) IN ('pass', 'passed', 'correct', 'true', 'good', 'yes'), 1.,
      lower(e.label) IN ('fail', 'failed', 'incorrect', 'wrong', 'false', 'bad', 'no'), 0., NULL) AS value
  FROM (
    SELECT *, cityHash64(lower(hex(trace_id)), lower(hex(span_id))) AS call FROM evaluations FINAL
    WHERE evaluated_at >= {before:DateTime('UTC')} AND model = ''
  ) AS e
  LEFT ANY JOIN (
    SELECT cityHash64(trace_id, span_id) AS call, started_at, {treated:String} IN (policy_id, route) AS treated
    FROM calls
    WHERE feature = {feature:String} AND ({environment:String} = '' OR environment = {environment:String})
      AND toStartOfHour(started_at) >= toStartOfHour({before:DateTime('UTC')})
      AND toStartOfHour(started_at) <= toStartOfHour({end:DateTime('UTC')})
      AND (started_at >= {before:DateTime('UTC')} AND started_at < {until:DateTime('UTC')}
        OR started_at >= {after:DateTime('UTC')} AND started_at < {end:DateTime('UTC')})
  ) AS c ON c.call = e.call
  WHERE c.call != 0 OR {treated:String} = '' AND e.feature = {feature:String} AND e.trace_id = toFixedString('', 16)
    AND (e.evaluated_at < {until:DateTime('UTC')} OR e.evaluated_at >= {after:DateTime('UTC')}) AND e.evaluated_at < {end:DateTime('UTC')}
) AS v
WHERE v.value BETWEEN 0 AND 1
GROUP BY is_after
ORDER BY is_after
