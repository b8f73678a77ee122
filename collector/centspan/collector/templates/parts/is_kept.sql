-- Whether a request's answer is still there after `choice` seconds.
place > 1 AND first_answer <= started_at AND (choice = 0 OR since_last <= choice)
