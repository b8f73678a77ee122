-- What did these days spend, by user? Table and view list dimensions and measures in one order.
INSERT INTO user_spend_rollup
SELECT *, {version:UInt64} FROM user_spend_of_calls WHERE day IN {days:Array(Date)}
