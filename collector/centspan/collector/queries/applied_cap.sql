-- What would the calls of a study have been with answers of at most {cap} tokens?
SELECT * EXCEPT (choice, cut, cut_output, saved_usd) REPLACE (
  output_tokens - cut_output AS output_tokens,
  reasoning_tokens - (cut - cut_output) AS reasoning_tokens,
  usd - saved_usd AS usd)
FROM (
  SELECT *, {cap:UInt32} AS choice,
      @capped
  FROM {study:Identifier}
)
