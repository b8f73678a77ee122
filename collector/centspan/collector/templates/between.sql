
  SELECT @columns FROM @rollup_1d
  WHERE @grain % 86400 = 0
    AND hour >= toStartOfDay(@start + 86399) AND hour < toStartOfDay(@end)
    AND toDate(hour) != toDate(@cut)
    AND (toDate(hour), version) IN (SELECT day, standing FROM day_states WHERE sealed)
  UNION ALL
  SELECT @columns FROM @rollup_1h
  WHERE hour >= @start AND hour < @end
    AND (hour, version) IN (SELECT hour, standing FROM hour_states WHERE NOT dirty)
    AND (@grain % 86400 != 0
      OR hour < toStartOfDay(@start + 86399) OR hour >= toStartOfDay(@end)
      OR toDate(hour) = toDate(@cut)
      OR toDate(hour) IN (SELECT day FROM day_states WHERE NOT sealed))
  UNION ALL
  SELECT @columns FROM (
    SELECT toStartOfHour(toDateTime(started_at, 'UTC')) AS hour,
      min(toStartOfFifteenMinutes(toDateTime(started_at, 'UTC'))) AS time,
      @dimensions@measures
    FROM llm_calls FINAL
    WHERE counted = 1 AND started_at >= @start AND started_at < @end + 3600
      AND hour >= @start AND hour < @end
      AND hour IN (SELECT hour FROM hour_states WHERE dirty)
    GROUP BY hour, @dimensions, @piece
    SETTINGS do_not_merge_across_partitions_select_final = 1
  )
