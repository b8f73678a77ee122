-- What did these hours spend, by everything? Of a feature's prompt versions the fifty with most calls an
-- hour stay apart, the rest become `other`. Tables and views list dimensions and measures in one order.
INSERT INTO spend_rollup
WITH kept AS (
  SELECT environment, feature, hour, prompt_version FROM spend_of_calls
  WHERE hour IN {hours:Array(DateTime('UTC'))} AND prompt_version != ''
  GROUP BY environment, feature, hour, prompt_version
  ORDER BY sum(calls) DESC, prompt_version
  LIMIT 50 BY environment, feature, hour
)
SELECT rolled.* EXCEPT (@measures, duration_us, latency_bins), @sums,
  sum(rolled.duration_us), sumMap(rolled.latency_bins), {version:UInt64}, 'hour', {draft:UInt64}
FROM (
  SELECT * REPLACE (
    if(prompt_version = '' OR (environment, feature, hour, prompt_version) IN kept, prompt_version, 'other')
      AS prompt_version)
  FROM spend_of_calls WHERE hour IN {hours:Array(DateTime('UTC'))}
) AS rolled
GROUP BY ALL
