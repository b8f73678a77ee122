-- Which answer is the right one to each request that somebody has labelled?
-- Verdicts named `answer`: their label names the answer, so that two requests with the same label may have the same. One is about
-- the call that it names, by span, request or item, or about all calls with the same request.
WITH named AS (
  SELECT trace_id, span_id, response_id, item_id, feature, request_fingerprint, fingerprint_key_id, label, evaluated_at
  FROM evaluations
  WHERE name = 'answer' AND label != ''
),
called AS (
  SELECT cityHash64(lower(hex(trace_id)), lower(hex(span_id))) AS call, request_id, item_id, feature
  FROM llm_calls
  WHERE started_at >= {start:DateTime('UTC')} AND started_at < {end:DateTime('UTC')}
    AND (item_id IN (SELECT item_id FROM named WHERE item_id != '') OR request_id IN (SELECT response_id FROM named WHERE response_id != ''))
)
SELECT call, argMax(f.label, f.evaluated_at) AS label
FROM (
  SELECT cityHash64(lower(hex(trace_id)), lower(hex(span_id))) AS call, label, evaluated_at
  FROM named
  UNION ALL
  SELECT s.call AS call, n.label AS label, n.evaluated_at AS evaluated_at
  FROM (SELECT call, request_fingerprint, fingerprint_key_id FROM {study:Identifier} WHERE request_fingerprint != 0) AS s
  INNER JOIN named AS n ON n.request_fingerprint = s.request_fingerprint AND n.fingerprint_key_id = s.fingerprint_key_id
  UNION ALL
  SELECT c.call AS call, n.label AS label, n.evaluated_at AS evaluated_at
  FROM called AS c
  INNER JOIN named AS n ON n.item_id = c.item_id
  WHERE c.item_id != '' AND (n.feature = '' OR n.feature = c.feature)
  UNION ALL
  SELECT c.call AS call, n.label AS label, n.evaluated_at AS evaluated_at
  FROM called AS c
  INNER JOIN named AS n ON n.response_id = c.request_id
  WHERE c.request_id != ''
) AS f
GROUP BY call
