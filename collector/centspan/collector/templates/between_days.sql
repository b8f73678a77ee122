
  SELECT @columns FROM @rollup_rollup
  WHERE day >= toDate(@start) AND day <= toDate(@end - 1)
    AND (day, version) IN (SELECT day, standing FROM day_states WHERE sealed)
  UNION ALL
  SELECT @columns FROM (
    SELECT toDate(toStartOfHour(started_at)) AS day,
      min(toStartOfFifteenMinutes(toDateTime(started_at, 'UTC'))) AS time,
      @selected@measures
    FROM llm_calls FINAL
    WHERE counted = 1 AND day >= toDate(@start) AND day <= toDate(@end - 1)
      AND day IN (SELECT day FROM day_states WHERE NOT sealed)
    GROUP BY day, @grouped, @piece
    SETTINGS do_not_merge_across_partitions_select_final = 1
  )
