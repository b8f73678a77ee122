-- What would each cap on the output of a call have saved, and how many answers would it have cut off?
-- Of every feature's calls that generate text and ended well. Reasoning counts against a cap; what lies beyond it is
-- saved at its price.
WITH cut_off AS (
  SELECT environment, feature, choice, user, sum(saved_usd) AS saved, sumIf(weight, cut > 0) AS touched
  FROM (
    -- Most answers are shorter than most caps.
    SELECT environment, feature, user, weight,
      arrayJoin(arrayFilter(c -> c < output_tokens + reasoning_tokens, {caps:Array(UInt32)})) AS choice,
      @capped
    FROM {study:Identifier}
    WHERE @makes_text
  )
  GROUP BY environment, feature, choice, user
),
every AS (
  SELECT environment, feature, arrayJoin({caps:Array(UInt32)}) AS choice, user, calls, cost
  FROM (
    SELECT environment, feature, user, sum(weight) AS calls, sum(usd) AS cost
    FROM {study:Identifier}
    WHERE @makes_text
    GROUP BY environment, feature, user
  )
),
by_user AS (
  SELECT e.environment AS environment, e.feature AS feature, e.choice AS choice, e.user AS user, e.calls AS calls,
    e.cost AS cost, c.saved AS saved, c.touched AS touched
  FROM every AS e
  LEFT JOIN cut_off AS c ON c.environment = e.environment AND c.feature = e.feature AND c.choice = e.choice AND c.user = e.user
)
@estimated
