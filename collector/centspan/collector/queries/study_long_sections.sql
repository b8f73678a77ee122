-- Which sections are most of a feature's prompts, and now and then far longer than usual?
-- Those that {fewest_calls} prompts have, that are {least_share} of their characters, and whose limit, at the quantile {quantile} of their
-- length, is {tail} times their median.
SELECT toString(environment) AS environment, toString(feature) AS feature, toString(part.1) AS section, count() AS prompts,
  sum(part.2) / sum(whole) AS share, quantileExact(0.5)(part.2) AS median, quantileExact({quantile:Float64})(part.2) AS most,
  max(part.2) AS longest
FROM (
@prompt_sections
)
WHERE whole > 0 AND (environment, feature) IN (SELECT DISTINCT environment, feature FROM {study:Identifier})
GROUP BY environment, feature, section
HAVING prompts >= {fewest_calls:UInt32} AND share >= {least_share:Float64} AND most >= {tail:Float64} * median
ORDER BY environment, feature, section
