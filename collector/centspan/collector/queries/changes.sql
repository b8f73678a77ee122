-- What changed: deploys, marks, edits of budgets and policies, adopted proposals, new prices?
SELECT
  toDateTime(c.changed_at, 'UTC') AS time,
  c.title AS title,
  c.detail AS text,
  arrayStringConcat(arrayFilter(t -> t != '', [toString(c.kind), toString(c.environment), toString(c.feature)]), ',') AS tags
FROM changes AS c FINAL
WHERE c.changed_at >= {start:DateTime('UTC')} AND c.changed_at < {end:DateTime('UTC')}
ORDER BY time, title
