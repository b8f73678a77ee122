-- Of rows of `@with_before`: those of the range itself.
hour >= toStartOfHour({start:DateTime('UTC')} + 3599) AS is_now
