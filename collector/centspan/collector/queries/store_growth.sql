-- How many bytes does each month take, in the last twelve with any?
-- From the engine's active parts by the month or day they hold; the months are those of the calls.
SELECT month, stored_bytes
FROM (
  SELECT
    concat(substring(replaceAll(partition, '-', ''), 1, 4), '-', substring(replaceAll(partition, '-', ''), 5, 2)) AS month,
    sum(bytes_on_disk) AS stored_bytes
  FROM system.parts
  WHERE active AND database = currentDatabase() AND match(partition, '^[0-9]{4}-?[0-9]{2}(-[0-9]{2})?$')
  GROUP BY month
  ORDER BY month DESC
  LIMIT 12
)
ORDER BY month
