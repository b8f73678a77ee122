
  SELECT @columns FROM @rollup_rollup
  WHERE hour >= @start AND hour < @end AND period = 'day' AND @by_day
    AND (toDate(hour), version) IN (SELECT day, standing FROM day_states WHERE sealed)
  UNION ALL
  SELECT @columns FROM @rollup_rollup
  WHERE hour >= @start AND hour < @end AND period = 'hour'
    AND (hour, version) IN (SELECT hour, standing FROM hour_states WHERE NOT dirty)
    AND (NOT @by_day OR toDate(hour) IN (SELECT day FROM day_states WHERE NOT sealed))
  UNION ALL
  SELECT @columns FROM (
    SELECT toStartOfHour(started_at) AS hour,
      min(toStartOfFifteenMinutes(toDateTime(started_at, 'UTC'))) AS time,
      @selected@measures
    FROM llm_calls FINAL
    WHERE counted = 1 AND started_at >= @start AND started_at < @end + 3600
      AND hour >= @start AND hour < @end
      AND hour IN (SELECT hour FROM hour_states WHERE dirty)
    GROUP BY hour, @grouped, @piece
    SETTINGS do_not_merge_across_partitions_select_final = 1
  )
