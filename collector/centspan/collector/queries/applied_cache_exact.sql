-- What would the calls of a study have been without those whose answer was kept for {ttl} seconds?
WITH
@asked_before
SELECT * FROM {study:Identifier}
WHERE call NOT IN (
  SELECT call FROM (SELECT *, {ttl:UInt32} AS choice FROM again)
  WHERE @is_kept
)
