-- What a call costs of which the share `dropped` is not made.
toDecimal128(usd * toDecimal64(dropped, 12), 18) AS saved_usd
