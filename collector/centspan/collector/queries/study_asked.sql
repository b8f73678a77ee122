-- What was asked of a study's calls that verdicts name, where its text is kept?
-- An item is called as in study_scores: by its own name, its request, its answer or its call.
SELECT item, any(k.input_messages) AS input_messages
FROM (
  SELECT trace_id, span_id,
    arrayJoin([item_id, if(request_fingerprint != 0, hex(request_fingerprint), ''), request_id,
      hex(cityHash64(lower(hex(trace_id)), lower(hex(span_id))))]) AS item
  FROM llm_calls
  WHERE started_at >= {start:DateTime('UTC')} AND started_at < {end:DateTime('UTC')}
    AND (trace_id, span_id) IN (SELECT trace_id, span_id FROM call_content WHERE input_messages != '')
) AS c
INNER ANY JOIN (SELECT trace_id, span_id, input_messages FROM call_content WHERE input_messages != '') AS k
  ON k.trace_id = c.trace_id AND k.span_id = c.span_id
WHERE item IN (
  SELECT multiIf(item_id != '', item_id, request_fingerprint != 0, hex(request_fingerprint), response_id != '', response_id,
    hex(cityHash64(lower(hex(trace_id)), lower(hex(span_id)))))
  FROM evaluations
)
GROUP BY item
ORDER BY item
