-- Whether a call is in the scope of an alert, and of those that it is about: an empty value stands for any.
-- Repeats are requests that were asked more than once in its time.
({environment:String} = '' OR environment = {environment:String})
    AND ({feature:String} = '' OR feature = {feature:String})
    AND ({tenant:String} = '' OR tenant = {tenant:String})
    AND ({team:String} = '' OR team = {team:String})
    AND ({user:String} = '' OR user_id = {user:String})
    AND ({model:String} = '' OR model = {model:String})
    AND ({route:String} = '' OR route = {route:String})
    AND ({provider:String} = '' OR provider = {provider:String})
    AND ({prompt_version:String} = '' OR prompt_version = {prompt_version:String})
    AND ({service:String} = '' OR service = {service:String})
    AND ({task:String} = '' OR task_id = {task:String})
    AND multiIf({about:String} = 'evals', purpose = 'eval', {about:String} = 'retries', is_retry OR attempts > 1,
      {about:String} = 'failures', status != 'ok' OR abandoned,
      {about:String} = 'repeats', (environment, feature, request_fingerprint) IN (
        SELECT o.environment, o.feature, leftPad(lower(hex(o.request_fingerprint)), 16, '0')
        FROM llm_calls AS o
        WHERE {about:String} = 'repeats' AND o.request_fingerprint != 0 AND o.is_retry = 0
          AND toStartOfHour(o.started_at) >= toStartOfHour({start:DateTime('UTC')}) AND o.started_at < {end:DateTime('UTC')}
        GROUP BY o.environment, o.feature, o.request_fingerprint
        HAVING count() > 1),
      {about:String} = 'cut off', lower(finish_reason) IN ('length', 'max_tokens', 'max_output_tokens', 'model_length'), 1)
