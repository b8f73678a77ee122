-- The range and the time before of the same length, for one pass over both.
(toStartOfHour({start:DateTime('UTC')} + 3599)
  - (toStartOfHour({end:DateTime('UTC')} + 3599) - toStartOfHour({start:DateTime('UTC')} + 3599)),
  toStartOfHour({end:DateTime('UTC')} + 3599), 0, cut toStartOfHour({start:DateTime('UTC')} + 3599))
