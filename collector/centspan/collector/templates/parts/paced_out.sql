-- What of a day's evaluations by {models} is beyond as many a day as {paces} says of each.
if(purpose = 'eval', greatest(0, 1 - transform(toString(model), {models:Array(String)}, {paces:Array(Float64)}, 1e18)
  / sum(weight * (purpose = 'eval')) OVER (PARTITION BY environment, feature, model, purpose, toDate(started_at, 'UTC'))), 0) AS dropped,
@sampled_out
