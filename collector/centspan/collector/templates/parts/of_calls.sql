-- What calls of one kind come to: cost, tokens, efficiency and errors of each.
toUInt64(round(sum(p.calls))) AS calls,
  sum(p.effective_usd) AS effective_usd,
  effective_usd / toDecimal128(nullIf(sumIf(p.calls, isNotNull(p.effective_usd)), 0), 6) AS per_call_usd,
  (sum(p.uncached_input_tokens) + sum(p.cache_read_tokens) + sum(p.cache_write_5m_tokens) + sum(p.cache_write_1h_tokens)
    + sum(p.audio_input_tokens) + sum(p.image_input_tokens)) / sum(p.calls) AS input_per_call_tokens,
  sum(p.output_tokens) / sum(p.calls) AS output_per_call_tokens,
  sum(p.useful_output_tokens) / nullIf(sum(p.text_tokens), 0) AS ter,
  sum(p.errors) / sum(p.calls) AS error_share
