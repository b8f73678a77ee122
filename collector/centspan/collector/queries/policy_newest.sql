-- What is the newest version of a policy?
SELECT id, version, toString(kind) AS kind, document, share_pct, valid_from, valid_to, changed_at, changed_by
FROM policies FINAL
WHERE id = {id:String}
ORDER BY version DESC
LIMIT 1
