-- Which calls of these hours count, and why the others do not?
-- A verdict is a function of the copies that stand (see llm_calls), so no order of delivery can change
-- it; writing it marks its hour dirty, so that one made before the last copy came is made anew.
-- Hours `around` the judged ones are read because a pair may stand on both sides of an hour's edge.
INSERT INTO llm_calls
WITH
  spans AS (
    SELECT
      cityHash64(environment, feature, model, started_at, trace_id, span_id) AS row,
      if(request_id = '', 0, cityHash64(request_id)) AS response, cityHash64(scope) AS instrumentation,
      trace_id, span_id, parent_span_id, service, operation, started_at,
      started_at + toIntervalMicrosecond(least(duration_us, 86400000000)) AS ended_at,
      [uncached_input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens,
       reasoning_tokens, audio_input_tokens, audio_output_tokens, image_input_tokens, image_output_tokens] AS buckets,
      arraySum(buckets) AS tokens,
      output_tokens + reasoning_tokens + audio_output_tokens + image_output_tokens AS answered, status,
      (flagged = '', tokens > 0, arrayCount(bucket -> bucket > 0, buckets), tokens, provider != '', -toInt64(least(duration_us, 86400000000)), row) AS rank,
      (flagged = '', arrayCount(bucket -> bucket > 0, buckets), provider != '', response != 0, instrumentation) AS telling,
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
  -- Pairs take memory (in an outage thousands of calls are alike), so of a group the first 128 spans (256 of
  -- those below) are looked at, and few groups at once: an aggregation on one thread and one level gives out
  -- blocks of the size it is told.
  outranked AS (
    SELECT arrayJoin(arrayMap(span -> span.2, arrayFilter(
      span -> arrayExists(
        other -> other.3 != span.3 AND other.5 > span.5
          AND other.1 <= span.4 + toIntervalSecond(10 * (other.6 != span.6))
          AND span.1 <= other.4 + toIntervalSecond(10 * (other.6 != span.6)), seen),
      seen))) AS row
    FROM (
      SELECT arraySlice(arraySort(groupArray((started_at, row, instrumentation, ended_at, rank, cityHash64(service)))), 1, 128) AS seen
      FROM spans
      WHERE delivery = 1 AND response IN (
        SELECT response FROM spans WHERE response != 0 GROUP BY response HAVING min(instrumentation) != max(instrumentation))
      GROUP BY response
      SETTINGS max_block_size = 64, group_by_two_level_threshold = 0, group_by_two_level_threshold_bytes = 0
    )
  ),
  -- Not every instrumentation tells a response's id. Two spans of one service are one call as
  -- well where the second began inside the first and ended hardly later, counts (or fails) alike, and one
  -- of them tells no id; in one trace, or where one of them has lost its parent and began a trace
  -- of its own. Of two scopes the same one counts wherever they overlap, so that two calls at once stay
  -- two. A group is of a quarter of a minute; a call that begins ten minutes into another is another.
  twins AS (
    SELECT DISTINCT arrayJoin(arrayMap(span -> span.2, arrayFilter(
      span -> arrayExists(
        other -> other.3 != span.3 AND other.5 > span.5
          AND (other.6 = span.6 OR other.7 OR span.7)
          AND (other.8 OR span.8)
          AND ((span.1 <= other.1 AND other.1 <= span.4 AND other.4 <= span.4 + toIntervalMillisecond(100))
            OR (other.1 <= span.1 AND span.1 <= other.4 AND span.4 <= other.4 + toIntervalMillisecond(100))), seen),
      seen))) AS row
    FROM (
      SELECT arraySlice(arraySort(groupArray(beside)[1]), 1, 256) AS seen
      FROM (
        SELECT alike, groupArray((started_at, row, instrumentation, ended_at, telling, trace_id,
          parent_span_id = toFixedString('', 8), response = 0)) AS beside
        FROM (
          SELECT *, cityHash64(service, arrayJoin(range(toUInt32(intDiv(toUnixTimestamp(started_at), 15)),
            toUInt32(intDiv(toUnixTimestamp(least(ended_at, started_at + toIntervalMinute(10))), 15)) + 1)), tokens, answered, status) AS alike
          FROM spans
          WHERE delivery = 1 AND (tokens > 0 OR status = 'error') AND row NOT IN (SELECT row FROM outranked)
            AND service IN (SELECT service FROM spans GROUP BY service HAVING min(instrumentation) != max(instrumentation) AND min(response) = 0)
        )
        GROUP BY alike
        HAVING min(instrumentation) != max(instrumentation) AND min(response) = 0
      )
      GROUP BY alike
      SETTINGS max_block_size = 16, group_by_two_level_threshold = 0, group_by_two_level_threshold_bytes = 0
    )
  ),
  -- What is known of each by itself. Every CTE is written out wherever it is named, and planning takes most of
  -- the time: what follows names the one before it once.
  alone AS (
    SELECT *, reason = '' AND (tokens > 0 OR NOT is_agent) AS is_leaf
    FROM (
      SELECT row, trace_id, span_id, parent_span_id, started_at, ended_at, tokens, delivery, attempt, unfinished,
        request_fingerprint, fingerprint_key_id, tenant, task_id, operation IN ('invoke_agent', 'invoke_workflow') AS is_agent,
        multiIf(
          delivery > 1, 'redelivered',
          row IN (SELECT row FROM outranked), 'same_response_id',
          row IN (SELECT row FROM twins), 'same_call',
          '') AS reason
      FROM spans
    )
  ),
  -- What lies around each: of an agent, the first call in its trace that began no sooner; of a call, the same request
  -- again within ten minutes, the first having failed or been abandoned.
  among AS (
    SELECT *,
      tokens > 0 AND is_agent AND leaf_at >= started_at AND leaf_at <= ended_at AS is_sum,
      unfinished AND next_started_at != toDateTime64(0, 6, 'UTC') AND next_started_at <= started_at + toIntervalMinute(10) AS was_superseded,
      attempt > 1 OR (before_unfinished AND before_started_at + toIntervalMinute(10) >= started_at) AS was_retry
    FROM (
      SELECT *,
        minIf(started_at, is_leaf AND NOT is_agent) OVER (PARTITION BY trace_id ORDER BY started_at DESC) AS leaf_at,
        leadInFrame(started_at, 1, toDateTime64(0, 6, 'UTC')) OVER same AS next_started_at,
        lagInFrame(started_at, 1, toDateTime64(0, 6, 'UTC')) OVER same AS before_started_at,
        lagInFrame(unfinished, 1, toUInt8(0)) OVER same AS before_unfinished
      FROM alone
      WINDOW same AS (
        PARTITION BY request_fingerprint, fingerprint_key_id, tenant, task_id, if(request_fingerprint != 0 AND delivery = 1, 0, row)
        ORDER BY started_at, row
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
  ),
  -- A span that repeats what the calls below it used, or only stands around them, does not count.
  verdicts AS (
    SELECT span.1 AS row,
      if(span.2 IN ('', 'same_call') AND (span.3 OR (has_leaf AND (most > 0 OR span.4 = 0))), 'rollup_of_children', span.2) AS reason,
      toUInt8(span.5) AS was_superseded,
      toUInt8(span.6) AS was_retry
    FROM (
      SELECT groupArrayIf((row, reason, is_sum, tokens, was_superseded, was_retry), NOT below) AS these,
        maxIf(tokens, below) AS most,
        max(below) AS has_leaf
      FROM (SELECT *, arrayJoin([(span_id, 0), (parent_span_id, 1)]) AS place, place.1 AS id, place.2 AS below FROM among)
      WHERE NOT below OR (is_leaf AND id != toFixedString('', 8))
      GROUP BY trace_id, id
    )
    ARRAY JOIN these AS span
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
-- One thread, for the size of blocks (see `outranked`).
SETTINGS max_threads = 1
