-- What would the calls of a study have been without those that were made again?
-- {choice} is that of lever_retry.
WITH
@sent_again
SELECT * FROM {study:Identifier}
WHERE call NOT IN (
  SELECT call FROM (SELECT *, {choice:UInt8} AS choice FROM numbered)
  WHERE @is_sent_again
)
