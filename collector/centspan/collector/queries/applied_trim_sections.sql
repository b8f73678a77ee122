-- What would the calls of a feature have been with at most {most} characters of {section} in each prompt?
SELECT * EXCEPT (chars, whole, out_tokens, trimmed, saved_usd) REPLACE (
  @without_trimmed)
FROM (
@section_cut
)
