-- How do a feature's prompt versions compare: cost, tokens, efficiency and errors of a call?
-- Of a feature's versions the fifty busiest an hour stay apart, the rest are `other`. The hundred dearest.
SELECT
  if(p.feature = '', '(none)', toString(p.feature)) AS feature,
  if(p.prompt_version = '', '(none)', toString(p.prompt_version)) AS prompt_version,
  @of_calls
FROM priced(SELECT feature, prompt_version FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0)) AS p
GROUP BY feature, prompt_version
ORDER BY effective_usd DESC NULLS LAST, sum(p.calls) DESC, feature, prompt_version
LIMIT 100
