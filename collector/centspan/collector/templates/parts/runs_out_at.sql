-- When the budget is gone at a `pace`, its use for each weight: NULL where it is gone already, or not within the period.
(toFloat64(amount) - toFloat64(used)) / nullIf(pace, 0) AS left_weight,
    arrayCumSum(to_pass) AS ahead,
    arrayFirstIndex(a -> a >= left_weight, ahead) AS last_hour,
    if(kept = 'user_spend' OR last_hour = 0 OR left_weight <= 0, NULL,
      toDateTime(greatest({end:DateTime('UTC')}, this_hour + 3600 * last_hour
        - toUInt32(round(3600 * (ahead[last_hour] - left_weight) / coming[last_hour]))), 'UTC')) AS runs_out_at
