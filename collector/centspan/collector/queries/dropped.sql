-- How many spans did clients lose before they could arrive, and how many clients tell of it?
-- As centspan's own senders count them: NULL where none told anything. Known by environment.
SELECT
  if(count() = 0, NULL, sum(dropped_spans)) AS dropped_count,
  uniqExact(sender) AS telling_count
FROM (
  @dropped
)
