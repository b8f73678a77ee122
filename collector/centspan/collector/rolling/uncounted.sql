-- Which spans of these hours are not counted, and why?
INSERT INTO uncounted_1h
SELECT *, {version:UInt64} FROM uncounted_of_calls WHERE hour IN {hours:Array(DateTime('UTC'))}
