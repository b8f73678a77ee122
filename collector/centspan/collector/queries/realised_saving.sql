-- What did a proposal's scope cost before it was adopted and after, and what of the change is its own?
-- `before` and `after` are two times of the same length; with a label in {treated}, the calls of one time without and with
-- it (as policy or route). Of calls whose cost is known. Parts of the change, which sum to it:
-- volume: how many units of work there were (calls, distinct requests, or calls that are not evaluations: {unit}), at
-- what a unit cost before; mix: units of other kinds, a kind being the tenant, operation, and model, tier (unless the change is to change them);
-- price: what the same tokens cost otherwise than at the moment of adoption; and what is left, the other way round: saved.
-- A tenant with fewer than {fewest_of_tenant} units before is compared with all of its kind; what had no like before saves nothing.
-- Of users, what an interval needs (optimizer/…/interval.py): the residuals of saved ÷ expected, rates before included.
WITH
calls_of AS (
  SELECT
    if({treated:String} = '', started_at >= {after:DateTime('UTC')}, {treated:String} IN (policy_id, route)) AS is_after,
    if({unit:String} = 'answer', '', toString(tenant)) AS tenant,
    if({unit:String} = 'answer', 0, cityHash64(
      operation, if(has({changes:Array(String)}, 'model'), '', model), if(has({changes:Array(String)}, 'tier'), '', service_tier))) AS kind,
    multiIf(user_id != '', cityHash64('user', c.tenant, user_id), session_id != '', cityHash64('session', c.tenant, session_id),
      task_id != '', cityHash64('task', task_id), 0) AS user,
    ({unit:String} != 'answer' OR purpose = 'eval') AND feature = {feature:String} AS costs,
    toFloat64(ifNull(effective_usd, 0)) * weight * costs AS usd,
    arrayMap(id -> toFloat64(uncached_input_tokens * dictGet('price_row', 'uncached_input', id)
      + cache_read_tokens * dictGet('price_row', 'cache_read', id)
      + cache_write_5m_tokens * dictGet('price_row', 'cache_write_5m', id)
      + cache_write_1h_tokens * dictGet('price_row', 'cache_write_1h', id)
      + output_tokens * dictGet('price_row', 'output', id)
      + reasoning_tokens * dictGet('price_row', 'reasoning', id)),
      [contracted_id, toUInt64(bitShiftRight(dictGet('price_at', 'standing', price_key, {adopted:DateTime('UTC')}), 64))]) AS at_prices,
    -- A model that had no price then is compared at its own.
    if(at_prices[1] > 0 AND at_prices[2] > 0, usd * assumeNotNull(at_prices[2]) / assumeNotNull(at_prices[1]), usd) AS fixed_usd,
    multiIf({unit:String} = 'answer', weight * (purpose != 'eval'),
      {unit:String} = 'request' AND request_fingerprint != '0000000000000000', weight / count() OVER (
        PARTITION BY is_after, request_fingerprint, fingerprint_key_id, c.tenant, task_id, model),
      weight) AS units
  FROM calls AS c
  WHERE counted AND isNotNull(effective_usd)
    AND toStartOfHour(started_at) >= toStartOfHour({before:DateTime('UTC')})
    AND toStartOfHour(started_at) <= toStartOfHour({end:DateTime('UTC')})
    AND (started_at >= {before:DateTime('UTC')} AND started_at < {until:DateTime('UTC')}
      OR started_at >= {after:DateTime('UTC')} AND started_at < {end:DateTime('UTC')})
    AND ({environment:String} = '' OR environment = {environment:String})
    AND (feature = {feature:String} OR {unit:String} = 'answer' AND purpose != 'eval')
    AND (empty({models:Array(String)}) OR model IN {models:Array(String)} OR {unit:String} = 'answer')
),
by_user AS (
  SELECT is_after, kind, tenant, user, sum(c.units) AS units, sum(c.usd) AS usd, sum(c.fixed_usd) AS fixed_usd, count() AS calls,
    countIf(c.costs) AS of_scope
  FROM calls_of AS c
  GROUP BY is_after, kind, tenant, user
),
rated AS (
  SELECT *,
    sumIf(units, NOT is_after) OVER of_tenant AS tenant_units, sumIf(fixed_usd, NOT is_after) OVER of_tenant AS tenant_usd,
    sumIf(units, NOT is_after) OVER of_kind AS kind_units, sumIf(fixed_usd, NOT is_after) OVER of_kind AS kind_usd,
    tenant_units >= {fewest_of_tenant:UInt32} AS alone,
    sumIf(units, is_after) OVER of_tenant AS tenant_after,
    sumIf(usd, is_after) OVER of_tenant / nullIf(sumIf(fixed_usd, is_after) OVER of_tenant, 0) AS dearer
  FROM by_user
  WINDOW of_tenant AS (PARTITION BY kind, tenant), of_kind AS (PARTITION BY kind)
),
expected AS (
  SELECT *,
    sumIf(units, is_after AND NOT alone) OVER (PARTITION BY kind) AS rest_after,
    kind_units > 0 AS known,
    multiIf(NOT is_after, 0, alone, units * tenant_usd / tenant_units, known, units * kind_usd / kind_units, fixed_usd) AS expected_usd,
    -- How far this user's calls before moved what was expected after.
    if(is_after, 0, if(alone, tenant_after / tenant_units * (fixed_usd - tenant_usd / tenant_units * units), 0)
      + if(known, rest_after / kind_units * (fixed_usd - kind_usd / kind_units * units), 0)) AS moved_usd
  FROM rated
),
users AS (
  SELECT user, sumIf(e.units, NOT is_after) AS units_before, sumIf(e.units, is_after) AS units_after,
    sumIf(e.of_scope, NOT is_after) AS calls_before, sumIf(e.of_scope, is_after) AS calls_after,
    sumIf(e.usd, NOT is_after) AS before_usd, sumIf(e.usd, is_after) AS after_usd,
    sumIf(e.fixed_usd, NOT is_after) AS before_fixed, sumIf(e.fixed_usd, is_after) AS after_fixed,
    sum(e.expected_usd) AS expected_fixed, sum(e.expected_usd * ifNull(e.dearer, 1)) AS expected_usd,
    sum(e.moved_usd) AS moved, sumIf(e.usd, is_after AND NOT known) AS unlike_usd
  FROM expected AS e
  GROUP BY user
),
totals AS (
  SELECT *, sum(expected_fixed) OVER () AS all_expected, sum(after_fixed) OVER () AS all_after,
    sum(before_fixed) OVER () AS all_before, all_after / all_expected AS kept,
    greatest(expected_fixed / all_expected, before_fixed / all_before) AS weight_of
  FROM users
)
SELECT countIf(user != 0) AS users_count, sum(calls_before) AS calls_before_count, sum(calls_after) AS calls_after_count,
  sum(t.units_before) AS units_before_count, sum(t.units_after) AS units_after_count,
  sum(t.before_usd) AS before, sum(t.after_usd) AS after, sum(t.expected_usd) AS expected_after,
  units_after_count / units_before_count AS times,
  (times - 1) * any(all_before) AS volume, any(all_expected) - any(all_before) * times AS mix,
  expected_after - any(all_expected) + any(all_before) - before AS price,
  sum(t.unlike_usd) AS unlike,
  any(all_expected) AS expected_fixed_usd, any(all_after) AS after_fixed_usd, any(all_before) AS before_fixed_usd,
  sum(pow(weight_of * all_expected, 2)) AS cost_squares,
  sum(pow((kept * (t.expected_fixed + t.moved) - t.after_fixed) / greatest(1 - weight_of, 1e-6), 2)) AS residual_squares
FROM totals AS t
HAVING calls_before_count > 0 AND calls_after_count > 0
