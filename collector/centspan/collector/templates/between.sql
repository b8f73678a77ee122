
  SELECT @columns FROM @rollup_rollup
  WHERE hour >= @start AND hour < @end
    AND (period = 'day' AND @by_day
      OR period = 'hour' AND NOT (@by_day AND hour < dictGet('standing_rollups', 'unsealed_from', toUInt64(1))))
    AND version = multiIf(period = 'day', dictGet('standing_rollups', 'day_version', toUInt64(hour)),
      @by_day, dictGet('standing_rollups', 'unsealed_version', toUInt64(hour)),
      dictGet('standing_rollups', 'hour_version', toUInt64(hour)))
