-- Midnight there in UTC: of the quarter hours around midnight here the first that is `first_day` there.
arrayFirst(t -> toString(t, zone) >= toString(first_day),
      arrayMap(i -> toDateTime(first_day, 'UTC') + i * 900, range(-60, 64))) AS begins
