-- What makes two calls the same request, for a cache of answers.
cityHash64(environment, feature, tenant, model, prompt_version, request_fingerprint, fingerprint_key_id,
      if({by_user:UInt8} = 1, user, 0))
