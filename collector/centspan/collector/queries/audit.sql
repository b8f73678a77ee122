-- Who changed prices, budgets and policies between {start} and {end}, and from what to what?
-- Prices are versions of the book but those that a price source answered with. A budget's `change` names each value before
-- and after; a policy's says its share, change and times beside those of the version before. Moments with parts of a
-- second are compared with such.
SELECT at, by, kind, what, change
FROM (
  SELECT changed_at AS at, changed_by AS by, toString(kind) AS kind, title AS what, detail AS change
  FROM changes AS c FINAL
  WHERE c.kind = 'budget'
  UNION ALL
  SELECT toDateTime64(v.added_at, 3, 'UTC'), toString(v.added_by), 'price', concat('version ', toString(v.version)),
    concat(v.what, ' (', v.reason, if(v.undoes = 0, '', concat(' version ', toString(v.undoes))), ')')
  FROM (SELECT * FROM price_versions ORDER BY version DESC LIMIT 1 BY token) AS v
  WHERE v.reason != 'resolved'
  UNION ALL
  SELECT p.changed_at, p.changed_by, 'policy', concat(p.id, ' version ', toString(p.version)),
    if(p.before = '', p.said, concat(p.before, ' → ', p.said))
  FROM (
    SELECT id, version, changed_at, changed_by,
      concat(toString(kind), ' ', JSONExtractRaw(document, 'do'), ', ', toString(share_pct), ' % from ',
        formatDateTime(valid_from, '%F %R'), if(isNull(valid_to), '', concat(' to ', formatDateTime(assumeNotNull(valid_to), '%F %R')))) AS said,
      lagInFrame(said) OVER (PARTITION BY id ORDER BY version) AS before
    FROM policies FINAL
  ) AS p
)
WHERE at >= {start:DateTime('UTC')} AND at < toDateTime64({end:DateTime('UTC')}, 3, 'UTC')
ORDER BY at, kind, what
