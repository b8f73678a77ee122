-- Which calls of a study began between two moments?
SELECT * FROM {study:Identifier}
WHERE started_at >= {start:DateTime('UTC')} AND started_at < {end:DateTime('UTC')}
