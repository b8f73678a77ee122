
  SELECT * EXCEPT (version) FROM @rollup_1d
  WHERE {grain:UInt32} % 86400 = 0
    AND hour >= toStartOfDay({start:DateTime('UTC')} + 86399) AND hour < toStartOfDay({end:DateTime('UTC')})
    AND (toDate(hour), version) IN (SELECT day, standing FROM day_states WHERE sealed)
  UNION ALL
  SELECT * EXCEPT (version) FROM @rollup_1h
  WHERE hour >= {start:DateTime('UTC')} AND hour < {end:DateTime('UTC')}
    AND (hour, version) IN (SELECT hour, standing FROM hour_states WHERE NOT dirty)
    AND ({grain:UInt32} % 86400 != 0
      OR hour < toStartOfDay({start:DateTime('UTC')} + 86399) OR hour >= toStartOfDay({end:DateTime('UTC')})
      OR toDate(hour) IN (SELECT day FROM day_states WHERE NOT sealed))
  UNION ALL
  SELECT * FROM @rollup_of_calls
  WHERE hour >= {start:DateTime('UTC')} AND hour < {end:DateTime('UTC')}
    AND hour IN (SELECT hour FROM hour_states WHERE dirty)
