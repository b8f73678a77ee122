-- What would each cap on the output of a call have saved, and how many answers would it have cut off?
-- Of every feature's calls that generate text and ended well. Reasoning counts against a cap, and visible text is cut off
-- first, as it comes last. What is saved of calls between the same two caps is linear in the cap, so that they are summed
-- before caps are tried: as `capped` works out of each call.
WITH arrayConcat([toUInt32(0)], {caps:Array(UInt32)}) AS steps,
between_caps AS (
  SELECT environment, feature, user,
    -- The largest cap that cuts off anything, and the largest that cuts off reasoning; 0 if none does.
    if(status = 'ok', roundDown(greatest(output_tokens + reasoning_tokens, 1) - 1, steps), 0) AS largest,
    roundDown(greatest(reasoning_tokens, 1) - 1, steps) AS deepest,
    sum(weight) AS calls, sum(usd) AS cost,
    sum((output_tokens + reasoning_tokens) * output_usd * paid) AS as_output, sum(output_usd * paid) AS an_output_token,
    sum((output_tokens * output_usd + reasoning_tokens * reasoning_usd) * paid) AS whole, sum(reasoning_usd * paid) AS a_reasoning_token
  FROM {study:Identifier}
  WHERE @makes_text
  GROUP BY environment, feature, user, largest, deepest
),
by_user AS (
  SELECT environment, feature, choice, user, calls, cost, saved, touched
  FROM (
    SELECT environment, feature, user, sum(b.calls) AS calls, sum(b.cost) AS cost,
      sumForEach(arrayMap(cap -> toDecimal128(multiIf(cap > largest, 0, cap > deepest, as_output - cap * an_output_token,
        whole - cap * a_reasoning_token), 18), {caps:Array(UInt32)})) AS saves,
      sumForEach(arrayMap(cap -> if(cap > largest, 0, b.calls), {caps:Array(UInt32)})) AS touches
    FROM between_caps AS b
    GROUP BY environment, feature, user
  )
  ARRAY JOIN {caps:Array(UInt32)} AS choice, saves AS saved, touches AS touched
)
@estimated
