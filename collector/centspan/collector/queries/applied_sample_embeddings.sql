-- What would the calls of a study have been without embeddings of what was embedded before?
WITH
@embedded_before
SELECT * FROM {study:Identifier}
WHERE call NOT IN (SELECT call FROM embedded WHERE is_again)
