-- How did each feature's token efficiency (TER) go beside its goal: the eight with most tokens?
-- Useful output over all tokens of calls that generate text. A step is {grain} seconds, 0 for hours. A goal is as in
-- `efficiency`: NULL without.
WITH
  @ter_goals,
  stepped AS (
    SELECT
      p.time AS time,
      if(p.feature = '', '(none)', toString(p.feature)) AS feature,
      sum(p.useful_output_tokens) AS useful,
      sum(p.text_tokens) AS all_tokens
    FROM priced(
      SELECT toStartOfInterval(hour, toIntervalSecond(if({grain:UInt32} = 0, 3600, {grain:UInt32}))) AS time, feature
      FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, if({grain:UInt32} = 0, 3600, {grain:UInt32}))
    ) AS p
    GROUP BY time, feature
  )
SELECT
  s.time AS time,
  s.feature AS feature,
  s.useful / s.all_tokens AS ter,
  coalesce(nullIf(g.goal, 0), goal_of_all) AS goal_share
FROM stepped AS s
LEFT ANY JOIN goals AS g ON g.feature = s.feature
WHERE s.all_tokens > 0
  AND s.feature IN (SELECT feature FROM stepped GROUP BY feature ORDER BY sum(all_tokens) DESC, feature LIMIT 8)
ORDER BY time, feature
