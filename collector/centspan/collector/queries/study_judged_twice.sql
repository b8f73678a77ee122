-- What did two judges say of the same answers, and of which feature are those?
-- Scores from 0 to 1 of each answer that both {cheap} and {dear} have judged, between {start} and a day after {end}; of a label that says passed or
-- failed 1 or 0.
SELECT any(v.feature) AS feature, avgIf(v.score, v.evaluator = {cheap:String}) AS cheap, avgIf(v.score, v.evaluator = {dear:String}) AS dear
FROM (
  SELECT toString(e.evaluator) AS evaluator, toString(e.feature) AS feature,
    multiIf(item_id != '', concat(item_id, '\n', e.model), response_id != '', response_id, hex(span_id)) AS answer,
    multiIf(isNotNull(e.score), e.score / if(max_score > 0, max_score, 1),
      lower(label) IN ('pass', 'passed', 'correct', 'true', 'good', 'yes'), 1.,
      lower(label) IN ('fail', 'failed', 'incorrect', 'wrong', 'false', 'bad', 'no'), 0., NULL) AS score
  FROM evaluations AS e FINAL
  WHERE e.evaluator IN ({cheap:String}, {dear:String}) AND e.evaluated_at >= {start:DateTime('UTC')}
    AND e.evaluated_at < {end:DateTime('UTC')} + toIntervalDay(1)
) AS v
WHERE isNotNull(v.score)
GROUP BY v.answer
HAVING countIf(v.evaluator = {cheap:String}) > 0 AND countIf(v.evaluator = {dear:String}) > 0
ORDER BY v.answer
