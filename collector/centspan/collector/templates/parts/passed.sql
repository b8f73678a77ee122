-- The whole hours of the range, and the share of it that has passed: of a time that is still running, the
-- one before counts as much.
toStartOfHour({start:DateTime('UTC')} + 3599) AS since,
  toStartOfHour({end:DateTime('UTC')} + 3599) AS whole,
  toDecimal64(if(whole > since, (least(whole, greatest(since, now('UTC'))) - since) / (whole - since), 1), 9) AS passed
