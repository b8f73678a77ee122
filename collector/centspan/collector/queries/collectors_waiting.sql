-- How many bytes waited in agents and in gateways for the next hop?
-- A step is {grain} seconds, 60 at the least: the most that waited in it, of all of a kind together.
SELECT time, role AS collector, sum(most) AS waiting_bytes
FROM (
  SELECT toStartOfInterval(at, toIntervalSecond(greatest(60, {grain:UInt32}))) AS time, role, instance, component, max(value) AS most
  FROM collector_metrics
  WHERE name = 'otelcol_exporter_queue_size' AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
  GROUP BY time, role, instance, component
)
GROUP BY time, collector
ORDER BY time, collector
