-- When a call's answer is there to be kept; what failed has none.
if(status = 'ok' AND abandoned = 0, started_at + toIntervalMicrosecond(duration_us), toDateTime64('2100-01-01 00:00:00', 6, 'UTC'))
