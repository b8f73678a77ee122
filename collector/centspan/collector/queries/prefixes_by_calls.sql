-- What would a provider's cache have read and written of each prompt of a feature, kept for {ttl} seconds?
WITH
@kept_prompts
SELECT call, read, written, write, per_read, per_write, saved_usd
FROM replayed
WHERE feature = {feature:String} AND choice = {ttl:UInt32}
SETTINGS query_plan_join_swap_table = 'false' -- a hash table of what is narrow takes a fifth less work
