  a[@name(RESPONSE_ID)] AS response_id,
  a['gen_ai.evaluation.name'] AS name,
  a['centspan.evaluation.evaluator'] AS evaluator,
  a[@name(RESPONSE_MODEL)] AS model,
  toFloat64OrNull(a['gen_ai.evaluation.score.value']) AS score,
  a['gen_ai.evaluation.score.label'] AS label,
  toUInt32OrZero(a[@name(USAGE_INPUT)]) AS input_tokens,
  toUInt32OrZero(a[@name(USAGE_OUTPUT)]) AS output_tokens,
  @hash64(a[@name(REQUEST_FINGERPRINT)])
    AS request_fingerprint,
  mapFilter((key, value) -> key NOT IN ('gen_ai.evaluation.explanation'), a) AS attributes
