-- Of a request: seconds since it was made last, when its first answer was there, and how often it was made.
dateDiff('microsecond', lagInFrame(started_at, 1, started_at) OVER before, started_at) / 1e6 AS since_last,
    min(answered_at) OVER earlier AS first_answer, row_number() OVER before AS place
