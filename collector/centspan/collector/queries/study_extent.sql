-- When did the first and the last call of a study begin, and how many are there?
SELECT min(started_at) AS first, max(started_at) AS last, count() AS calls
FROM {study:Identifier}
