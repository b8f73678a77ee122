-- For `p`, which knows environment, service, prompt_version and hour: what version a call ran in. That is its prompt's, else
-- the newest of its service by then; of the latter `source` is the service, so that versions of two are not compared.
if(p.prompt_version = '', toString(p.service), '') AS source,
  if(p.prompt_version = '', v.version, toString(p.prompt_version)) AS version
