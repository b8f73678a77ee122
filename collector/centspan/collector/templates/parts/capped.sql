-- What a cap of `choice` tokens cuts off a call, its visible text first as that comes last, and what it saves.
if(status = 'ok' AND @makes_text, greatest(0, toInt64(output_tokens) + reasoning_tokens - choice), 0) AS cut,
      least(cut, toInt64(output_tokens)) AS cut_output,
      toDecimal128((cut_output * output_usd + (cut - cut_output) * reasoning_usd) * paid, 18) AS saved_usd
