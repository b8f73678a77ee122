-- Calls of a time in which nothing changes but chance: {features} features of {calls} calls in 20 days, of users by Zipf's law, who have
-- habits of their own. In the second half other users ask where `anew` is 1.
INSERT INTO {table} (started_at, call, environment, feature, user, operation, status, model, output_tokens, output_usd, weight, paid, usd)
WITH (n, salt) -> cityHash64(n, salt) / 18446744073709551616. AS drawn
SELECT toDateTime64('2026-10-01 00:00:00', 6, 'UTC') + toIntervalSecond(toUInt32(20 * 86400 * moment)) AS started_at, number, 'e',
  concat('f-', toString(place)) AS feature, cityHash64(place, who), 'chat', 'ok', 'm',
  toUInt32(50 + 900 * if(luck < habit, length + 1, length / 4)) AS output_tokens, toDecimal128(0.00001, 18) AS output_usd, 1, 1,
  toDecimal128(output_tokens * output_usd, 18)
FROM (
  SELECT number, intDiv(number, {calls}) AS place, drawn(number, 1) AS moment, drawn(number, 3) AS luck, drawn(number, 4) AS length,
    toUInt32(exp(drawn(number, 2) * log({users}))) + if({anew} AND moment >= 0.5, 100000, 0) AS who,
    pow(drawn(place * 1000000 + who, 5), 2) / 2 AS habit
  FROM numbers({features} * {calls})
)
