-- Of which models do calls cost something else than a day ago, and what is that a month?
-- The price that stands at {end} against the one that stood a day before, as the book was then: a new version of it, or a
-- price whose time began or ended. Told of a month like the calls of the last seven days, without those that were billed.
WITH
changing AS (
  SELECT DISTINCT price_key
  FROM prices
  WHERE (added_at > {end:DateTime('UTC')} - 86400 AND added_at <= {end:DateTime('UTC')})
    OR (valid_from > {end:DateTime('UTC')} - 86400 AND valid_from <= {end:DateTime('UTC')})
    OR (valid_to > {end:DateTime('UTC')} - 86400 AND valid_to <= {end:DateTime('UTC')})
),
stood AS (
  SELECT price_key,
    arrayReverseSort(groupArray((version, kind = 'contract', if(withdrawn, 0, price_id), valid_from, valid_to, day_from, day_to, added_at))) AS rows,
    -- In each layer the highest version stands; a withdrawn one is 0, and what was agreed goes before what is listed.
    arrayMap(at -> arrayMap(agreed -> arrayFirst(r -> r.2 = agreed AND r.4 <= at AND at < r.5 AND r.8 <= at
      AND r.6 <= toUInt32(at) % 86400 AND toUInt32(at) % 86400 < r.7, rows).3, [1, 0]),
      [{end:DateTime('UTC')}, {end:DateTime('UTC')} - 86400]) AS ids,
    arrayFirst(id -> id != 0, ids[1]) AS now_id,
    arrayFirst(id -> id != 0, ids[2]) AS before_id
  FROM prices
  WHERE price_key IN changing
  GROUP BY price_key
  HAVING now_id != 0 AND before_id != 0 AND now_id != before_id
),
amounts AS (
  SELECT p.environment AS environment, p.provider AS provider, p.model AS model, s.price AS price,
    @at_price AS usd, b.uncached_input AS input_price, b.output AS output_price, b.added_by AS added_by, b.source AS source
  FROM priced(
    SELECT environment, provider, model, price_key
    FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 167 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
    WHERE price_key IN (SELECT price_key FROM stood) AND served_from = '' AND recorded_by NOT IN ('provider', 'gateway')
  ) AS p
  INNER JOIN (
    SELECT price_key, each.1 AS price, each.2 AS price_id
    FROM stood
    ARRAY JOIN [('now', now_id), ('before', before_id)] AS each
  ) AS s ON s.price_key = p.price_key
  INNER JOIN (SELECT *, price_id FROM prices LIMIT 1 BY price_id) AS b ON b.price_id = s.price_id
)
SELECT
  toString(a.environment) AS environment,
  toString(a.provider) AS provider,
  toString(a.model) AS model,
  toFloat64(least(abs(observed - expected) / greatest(toFloat64(expected), 1e-9) / {change:Float64},
    abs(observed - expected) / {floor_usd:Float64})) AS value,
  toDecimal128(sumIf(a.usd, a.price = 'now') * toDecimal64(30.4375 / 7, 6), 6) AS observed,
  toDecimal128(sumIf(a.usd, a.price = 'before') * toDecimal64(30.4375 / 7, 6), 6) AS expected,
  {end:DateTime('UTC')} - 86400 AS since,
  concat('A million tokens of input cost $', toString(toFloat64(before_input_usd)), ', now $', toString(toFloat64(input_usd)),
    '; of output $', toString(toFloat64(before_output_usd)), ', now $', toString(toFloat64(output_usd))) AS also,
  1000000 * argMaxIf(a.input_price, a.usd, a.price = 'before') AS before_input_usd,
  1000000 * argMaxIf(a.input_price, a.usd, a.price = 'now') AS input_usd,
  1000000 * argMaxIf(a.output_price, a.usd, a.price = 'before') AS before_output_usd,
  1000000 * argMaxIf(a.output_price, a.usd, a.price = 'now') AS output_usd,
  argMaxIf(toString(a.source), a.usd, a.price = 'now') AS source
FROM amounts AS a
GROUP BY environment, provider, model
ORDER BY value DESC, environment, provider, model
LIMIT 500
