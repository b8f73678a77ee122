-- Which calls of these hours count, and why the others do not?
-- A verdict is a function of the copies that stand (see llm_calls), so no order of delivery can change
-- it; writing it marks its hour dirty, so that one made before the last copy came is made anew.
-- Hours `around` the judged ones are read because a pair may stand on both sides of an hour's edge.
INSERT INTO llm_calls
WITH
  spans AS (
    SELECT
      cityHash64(environment, feature, model, started_at, trace_id, span_id) AS row,
      trace_id, span_id, parent_span_id, request_id, scope, service, operation, started_at,
      started_at + toIntervalMicrosecond(least(duration_us, 86400000000)) AS ended_at,
      [uncached_input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens,
       reasoning_tokens, audio_input_tokens, audio_output_tokens, image_input_tokens, image_output_tokens] AS buckets,
      arraySum(buckets) AS tokens,
      output_tokens + reasoning_tokens + audio_output_tokens + image_output_tokens AS answered, status,
      (flagged = '', tokens > 0, arrayCount(bucket -> bucket > 0, buckets), tokens, provider != '', -toInt64(least(duration_us, 86400000000)), row) AS rank,
      (flagged = '', arrayCount(bucket -> bucket > 0, buckets), provider != '', request_id != '', scope) AS telling,
      request_fingerprint, fingerprint_key_id, tenant, task_id, attempt,
      status != 'ok' OR abandoned = 1 AS unfinished,
      row_number() OVER (PARTITION BY trace_id, span_id ORDER BY tokens DESC, row) AS delivery
    FROM llm_calls FINAL
    WHERE started_at >= {from:DateTime64(6, 'UTC')} AND started_at < {to:DateTime64(6, 'UTC')}
      AND toStartOfHour(started_at) IN {around:Array(DateTime('UTC'))}
  ),
  -- The same answer seen by two instrumentations: the richer span counts. Two spans of one scope
  -- with one response id are two calls (a gateway's cache, a simulated provider), not one seen twice,
  -- and so are two apart in time. The clocks of two services may differ by ten seconds.
  outranked AS (
    SELECT arrayJoin(arrayMap(span -> span.1, arrayFilter(
      span -> arrayExists(
        other -> other.2 != span.2 AND other.5 > span.5
          AND other.3 <= span.4 + toIntervalSecond(10 * (other.6 != span.6))
          AND span.3 <= other.4 + toIntervalSecond(10 * (other.6 != span.6)), seen),
      seen))) AS row
    FROM (
      SELECT groupArray(1000)((row, scope, started_at, ended_at, rank, service)) AS seen
      FROM spans
      WHERE request_id != '' AND delivery = 1
      GROUP BY request_id
      HAVING uniqExact(scope) > 1
    )
  ),
  -- Not every instrumentation tells a response's id. Two spans of one service are one call as
  -- well where the second began inside the first and ended hardly later, counts (or fails) alike, and one
  -- of them tells no id; in one trace, or where one of them has lost its parent and began a trace
  -- of its own. Of two scopes the same one counts wherever they overlap, so that two calls at once stay
  -- two. Within a minute a thousand spans are looked at.
  twins AS (
    SELECT DISTINCT arrayJoin(arrayMap(span -> span.1, arrayFilter(
      span -> arrayExists(
        other -> other.2 != span.2 AND other.5 > span.5
          AND (other.6 = span.6 OR other.7 = toFixedString('', 8) OR span.7 = toFixedString('', 8))
          AND (other.8 = '' OR span.8 = '')
          AND ((span.3 <= other.3 AND other.3 <= span.4 AND other.4 <= span.4 + toIntervalMillisecond(100))
            OR (other.3 <= span.3 AND span.3 <= other.4 AND span.4 <= other.4 + toIntervalMillisecond(100))), seen),
      seen))) AS row
    FROM (
      SELECT groupArray(1000)((row, scope, started_at, ended_at, telling, trace_id, parent_span_id, request_id)) AS seen
      FROM (
        SELECT *, arrayJoin(range(toUInt32(intDiv(toUnixTimestamp(started_at), 60)),
          toUInt32(intDiv(toUnixTimestamp(least(ended_at, started_at + toIntervalMinute(30))), 60)) + 1)) AS minute
        FROM spans
        WHERE delivery = 1 AND (tokens > 0 OR status = 'error') AND row NOT IN (SELECT row FROM outranked)
          AND service IN (SELECT service FROM spans GROUP BY service HAVING uniqExact(scope) > 1 AND countIf(request_id = '') > 0)
      )
      GROUP BY service, minute, tokens, answered, status
      HAVING uniqExact(scope) > 1 AND countIf(request_id = '') > 0
    )
  ),
  leaves AS (
    SELECT trace_id, span_id, parent_span_id, operation, started_at, tokens
    FROM spans
    WHERE (tokens > 0 OR operation NOT IN ('invoke_agent', 'invoke_workflow')) AND delivery = 1
      AND row NOT IN (SELECT row FROM outranked) AND row NOT IN (SELECT row FROM twins)
  ),
  -- A span that repeats what the calls below it used, or only stands around them.
  parents AS (
    SELECT parent.row AS row
    FROM (SELECT row, trace_id, span_id, tokens FROM spans) AS parent
    INNER JOIN (
      SELECT trace_id, parent_span_id, max(tokens) AS most FROM leaves
      WHERE parent_span_id != toFixedString('', 8) GROUP BY trace_id, parent_span_id
    ) AS child
      ON parent.trace_id = child.trace_id AND parent.span_id = child.parent_span_id
    WHERE child.most > 0 OR parent.tokens = 0
    UNION ALL
    SELECT agent.row AS row
    FROM (SELECT row, trace_id, started_at, ended_at FROM spans WHERE tokens > 0 AND operation IN ('invoke_agent', 'invoke_workflow')) AS agent
    ASOF INNER JOIN (SELECT trace_id, started_at FROM leaves WHERE operation NOT IN ('invoke_agent', 'invoke_workflow')) AS leaf
      ON agent.trace_id = leaf.trace_id AND agent.started_at <= leaf.started_at
    WHERE leaf.started_at <= agent.ended_at
  ),
  -- The same request again within ten minutes, the first having failed or been abandoned.
  repeats AS (
    SELECT row,
      unfinished AND next_started_at != toDateTime64(0, 6, 'UTC') AND next_started_at <= started_at + toIntervalMinute(10) AS superseded,
      before_unfinished AND before_started_at + toIntervalMinute(10) >= started_at AS is_retry
    FROM (
      SELECT row, started_at, unfinished,
        leadInFrame(started_at, 1, toDateTime64(0, 6, 'UTC')) OVER same AS next_started_at,
        lagInFrame(started_at, 1, toDateTime64(0, 6, 'UTC')) OVER same AS before_started_at,
        lagInFrame(unfinished, 1, toUInt8(0)) OVER same AS before_unfinished
      FROM spans
      WHERE request_fingerprint != 0 AND delivery = 1
      WINDOW same AS (
        PARTITION BY request_fingerprint, fingerprint_key_id, tenant, task_id ORDER BY started_at, row
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
    WHERE superseded OR is_retry
  ),
  verdicts AS (
    SELECT row,
      multiIf(
        delivery > 1, 'redelivered',
        row IN (SELECT row FROM outranked), 'same_response_id',
        row IN (SELECT row FROM parents), 'rollup_of_children',
        row IN (SELECT row FROM twins), 'same_call',
        '') AS reason,
      toUInt8(row IN (SELECT row FROM repeats WHERE superseded)) AS was_superseded,
      toUInt8(attempt > 1 OR row IN (SELECT row FROM repeats WHERE is_retry)) AS was_retry
    FROM spans
  )
SELECT call.* REPLACE (
  toUInt8(verdict.reason = '') AS counted,
  verdict.reason AS not_counted_because,
  verdict.was_superseded AS superseded,
  verdict.was_retry AS is_retry,
  call.version + 1 AS version)
FROM (
  SELECT * FROM llm_calls FINAL
  WHERE started_at >= {from:DateTime64(6, 'UTC')} AND started_at < {to:DateTime64(6, 'UTC')}
    AND toStartOfHour(started_at) IN {hours:Array(DateTime('UTC'))}
) AS call
ANY INNER JOIN verdicts AS verdict
  ON cityHash64(call.environment, call.feature, call.model, call.started_at, call.trace_id, call.span_id) = verdict.row
WHERE (call.not_counted_because, call.superseded, call.is_retry, call.counted)
  != (verdict.reason, verdict.was_superseded, verdict.was_retry, verdict.reason = '')
