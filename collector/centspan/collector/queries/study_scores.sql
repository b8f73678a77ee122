-- How good were the answers of each model, by what was answered?
-- Scores from 0 to 1 of a study's calls, and of answers by other models to the same; several verdicts on one answer are
-- their mean. A verdict without a score counts by its label, where that says passed or failed. Of verdicts on calls the
-- feature is the call's, of others without one that of an imported call of that item; they hold in every environment.
-- Tokens, cost and time are the answer's, NaN where nobody says; `metric` is one kind of verdict, `besides` are kinds
-- that do not judge how good an answer is.
WITH items AS (
  SELECT item_id, any(feature) AS feature
  FROM llm_calls
  WHERE item_id != '' AND started_at >= {start:DateTime('UTC')} AND started_at < {end:DateTime('UTC')}
    AND item_id IN (SELECT item_id FROM evaluations WHERE feature = '')
  GROUP BY item_id
),
verdicts AS (
  SELECT e.feature AS feature, e.class AS class, e.model AS model,
    multiIf(e.item_id != '', e.item_id, e.request_fingerprint != 0, hex(e.request_fingerprint), e.response_id != '', e.response_id, hex(e.call)) AS item,
    e.score AS score, e.input_tokens AS input_tokens, e.output_tokens AS output_tokens, e.cost_usd AS cost_usd, e.ms AS ms
  FROM (
    SELECT v.call AS call, multiIf(s.call != 0, toString(s.feature), v.feature != '', toString(v.feature), toString(i.feature)) AS feature,
      toString(v.class) AS class, if(v.model != '', toString(v.model), toString(s.model)) AS model, v.item_id AS item_id,
      v.request_fingerprint AS request_fingerprint, v.response_id AS response_id, v.score AS score,
      multiIf(v.input_tokens > 0, toFloat64(v.input_tokens), own AND s.input > 0, toFloat64(s.input), nan) AS input_tokens,
      multiIf(v.output_tokens > 0, toFloat64(v.output_tokens), own AND s.output > 0, toFloat64(s.output), nan) AS output_tokens,
      ifNull(toFloat64(v.cost_usd), nan) AS cost_usd,
      multiIf(isNotNull(v.duration_ms), assumeNotNull(v.duration_ms), own AND s.us > 0, s.us / 1000, nan) AS ms,
      v.model = '' OR v.model = toString(s.model) AS own
    FROM (
      SELECT cityHash64(lower(hex(trace_id)), lower(hex(span_id))) AS call, item_id, request_fingerprint, response_id, feature, class,
        model, input_tokens, output_tokens, cost_usd, duration_ms,
        multiIf(isNotNull(x.score), x.score / if(max_score > 0, max_score, 1),
          lower(label) IN ('pass', 'passed', 'correct', 'true', 'good', 'yes'), 1.,
          lower(label) IN ('fail', 'failed', 'incorrect', 'wrong', 'false', 'bad', 'no'), 0., NULL) AS score
      FROM evaluations AS x FINAL
      WHERE if({metric:String} = '', NOT has({besides:Array(String)}, name), name = {metric:String})
    ) AS v
    LEFT ANY JOIN (
      SELECT call, feature, model, duration_us AS us, output_tokens + reasoning_tokens AS output,
        uncached_input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens AS input
      FROM {study:Identifier}
      WHERE call IN (SELECT cityHash64(lower(hex(trace_id)), lower(hex(span_id))) FROM evaluations)
    ) AS s ON s.call = v.call
    LEFT ANY JOIN items AS i ON i.item_id = v.item_id
    WHERE isNotNull(v.score) AND v.score >= 0 AND v.score <= 1
  ) AS e
  WHERE e.model != '' OR {metric:String} != ''
)
SELECT feature, class, item, model, avg(v.score) AS score, avg(v.input_tokens) AS input_tokens,
  avg(v.output_tokens) AS output_tokens, avg(v.cost_usd) AS cost_usd, avg(v.ms) AS ms
FROM verdicts AS v
GROUP BY feature, class, item, model
ORDER BY feature, class, item, model
