-- Which prices stand, of one provider or model or of all, at one moment or ever?
-- Empty {provider} and {model} stand for any; {ever} leaves {at} out of account. USD per token or unit.
SELECT *
FROM price_book
WHERE ({provider:String} = '' OR provider = {provider:String})
  AND ({model:String} = '' OR lower(model) = lower({model:String}))
  AND ({ever:UInt8} = 1 OR (
    valid_from <= {at:DateTime('UTC')} AND valid_to > {at:DateTime('UTC')}
    AND day_from <= toUInt32({at:DateTime('UTC')}) % 86400 AND day_to > toUInt32({at:DateTime('UTC')}) % 86400))
ORDER BY provider, model, service_tier, kind DESC, valid_from, day_from, context_band
