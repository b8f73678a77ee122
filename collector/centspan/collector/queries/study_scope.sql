-- Which calls of a study are of one scope?
-- As a part of other questions, whose parameters may have the names of labels.
SELECT * FROM {whole:Identifier}
WHERE environment = {scope_environment:String} AND feature = {scope_feature:String}
  AND ({scope_model:String} = '' OR model = {scope_model:String})
