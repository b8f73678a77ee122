-- What each sender lost in each hour of the range: its running count less what it was before.
SELECT * EXCEPT (told, told_before), if(told > told_before, told - told_before, 0) AS dropped_spans
FROM (
  SELECT hour, service, sender, max(s.dropped_spans) AS told,
    max(told) OVER (PARTITION BY environment, service, sender ORDER BY hour ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
      AS told_before
  FROM senders AS s
  WHERE hour < {end:DateTime('UTC')} AND in_scope(environment)
  GROUP BY environment, service, sender, hour
)
WHERE hour >= {start:DateTime('UTC')}
