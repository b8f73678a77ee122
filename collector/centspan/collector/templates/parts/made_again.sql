-- Whether a call's request is made more than once: those that are not need no order, which is most of the work.
request_fingerprint IN (
      SELECT request_fingerprint FROM {study:Identifier} WHERE request_fingerprint != 0 GROUP BY request_fingerprint HAVING count() > 1
    )
