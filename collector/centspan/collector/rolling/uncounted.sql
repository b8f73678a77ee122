-- Which spans of these hours are not counted, and why?
INSERT INTO uncounted_rollup
SELECT *, {version:UInt64}, {draft:UInt64} FROM uncounted_of_calls WHERE hour IN {hours:Array(DateTime('UTC'))}
