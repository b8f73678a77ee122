-- What each user's calls of a study are and cost, by feature.
SELECT environment, feature, user, sum(weight) AS calls, sum(usd) AS cost FROM {study:Identifier} GROUP BY environment, feature, user
