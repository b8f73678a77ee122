-- What would the calls of a study have been without tool definitions that have so many {tokens} at each of {models}?
SELECT * EXCEPT (out_tokens, trimmed, saved_usd) REPLACE (
  @without_trimmed)
FROM (
  SELECT *, if(has_tools = 0, 0, transform(toString(model), {models:Array(String)}, {tokens:Array(UInt32)}, toUInt32(0))) AS out_tokens,
      @trimmed
  FROM {study:Identifier}
)
