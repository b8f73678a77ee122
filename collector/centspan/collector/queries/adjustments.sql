-- What did later versions of the price book change in closed months, told in the time they were made?
-- Spend of a closed month does not move: these are adjustments of prior periods, to be shown beside the
-- spend of {start} to {end}, in which the versions were made. `month` is the closed month they concern.
SELECT
  v.added_at AS changed_at,
  version,
  v.added_by AS changed_by,
  v.what AS what,
  month,
  feature,
  provider,
  model,
  toUInt64(round(sum(a.calls))) AS calls,
  sum(a.list_usd) AS list_usd,
  sum(a.effective_usd) AS effective_usd
FROM adjustments AS a
INNER JOIN (
  SELECT version, added_at, added_by, what FROM price_versions
  WHERE added_at >= {start:DateTime('UTC')} AND added_at < {end:DateTime('UTC')}
  ORDER BY version DESC LIMIT 1 BY token
) AS v USING (version)
GROUP BY changed_at, version, changed_by, what, month, feature, provider, model
HAVING list_usd != 0 OR effective_usd != 0
ORDER BY version, month, abs(effective_usd) DESC, feature, provider, model
