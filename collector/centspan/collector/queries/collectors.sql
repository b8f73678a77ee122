-- What did each OpenTelemetry Collector take, refuse and lose from {start} to {end}, and how full is what it holds back?
-- As it tells of itself. A Collector that was started anew is another one: its counts begin at 0.
WITH of_one AS (
  SELECT role, instance, component, name, min(value) AS least, max(value) AS most, argMax(value, at) AS now, min(at) AS first_at, max(at) AS last_at
  FROM collector_metrics
  WHERE at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
  GROUP BY role, instance, component, name
)
SELECT
  toString(role) AS collector,
  substring(instance, 1, 8) AS instance,
  max(last_at) AS told_at,
  sumIf(most - least, name = 'otelcol_receiver_accepted_spans') / greatest(1, dateDiff('second', min(first_at), max(last_at))) AS accepted_per_s,
  toUInt64(sumIf(most, name IN ('otelcol_receiver_refused_spans', 'otelcol_exporter_enqueue_failed_spans'))) AS refused_count,
  toUInt64(sumIf(most, name = 'otelcol_exporter_send_failed_spans')) AS lost_count,
  toUInt64(sumIf(now, name = 'otelcol_exporter_queue_size')) AS waiting_bytes,
  waiting_bytes / greatest(1, sumIf(now, name = 'otelcol_exporter_queue_capacity')) AS queue_share,
  toUInt64(maxIf(now, name = 'otelcol_process_memory_rss')) AS memory_bytes
FROM of_one
GROUP BY collector, instance
ORDER BY collector, told_at DESC, instance
LIMIT 50
