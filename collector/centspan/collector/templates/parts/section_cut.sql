-- Each call of one feature, and what its prompt has of {section} beyond {most} characters: as many tokens a character as the
-- whole prompt.
SELECT *, toUInt32(round(if(chars <= {most:UInt64}, 0, (chars - {most:UInt64}) / whole * @input_tokens))) AS out_tokens,
  @trimmed
FROM (
  SELECT c.*, s.chars AS chars, s.whole AS whole
  FROM (SELECT * FROM {study:Identifier} WHERE environment = {environment:String} AND feature = {feature:String}) AS c
  LEFT ANY JOIN (
    SELECT call, part.2 AS chars, whole
    FROM (
@prompt_sections
        AND environment = {environment:String} AND feature = {feature:String}
    )
    WHERE part.1 = {section:String}
  ) AS s ON s.call = c.call
)
