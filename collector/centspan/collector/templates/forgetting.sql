-- Takes users out of every table; of calls last, for the others look them up.
ALTER TABLE otel_traces DELETE
WHERE TraceId IN (SELECT lower(hex(trace_id)) FROM llm_calls WHERE user_id IN {users:Array(String)});

ALTER TABLE call_content DELETE
WHERE trace_id IN (SELECT trace_id FROM llm_calls WHERE user_id IN {users:Array(String)});

ALTER TABLE user_spend_rollup DELETE WHERE user_id IN {users:Array(String)};

ALTER TABLE alert_events
UPDATE document = arrayFold((text, one) -> replaceAll(text, one, '(forgotten)'), {users:Array(String)}, document),
  scope = mapApply((k, v) -> (k, if(has({users:Array(String)}, v), '(forgotten)', v)), scope)
WHERE multiSearchAny(document, {users:Array(String)}) OR hasAny(mapValues(scope), {users:Array(String)});

ALTER TABLE alert_states
UPDATE document = arrayFold((text, one) -> replaceAll(text, one, '(forgotten)'), {users:Array(String)}, document),
  labels = mapApply((k, v) -> (k, if(has({users:Array(String)}, v), '(forgotten)', v)), labels)
WHERE multiSearchAny(document, {users:Array(String)}) OR hasAny(mapValues(labels), {users:Array(String)});

ALTER TABLE alert_deliveries
UPDATE document = arrayFold((text, one) -> replaceAll(text, one, '(forgotten)'), {users:Array(String)}, document)
WHERE multiSearchAny(document, {users:Array(String)});

ALTER TABLE llm_calls
UPDATE user_id = '', session_id = if(session_id = '', '', lower(hex(sipHash128({salt:String}, session_id))))
WHERE user_id IN {users:Array(String)};
