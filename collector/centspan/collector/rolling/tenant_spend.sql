-- What did these hours spend, by tenant? Table and view list dimensions and measures in one order.
INSERT INTO tenant_spend_rollup
SELECT *, {version:UInt64}, 'hour', {draft:UInt64} FROM tenant_spend_of_calls WHERE hour IN {hours:Array(DateTime('UTC'))}
