"""30 days of traffic with stories in it, sent as OTLP.

In order: `demand` draws who asked for what and when; each of `stories` may change that;
`consequences` follow (tokens, the provider's cache, durations, quality, outcomes); `spans` says it
all as a client with centspan would have; `send` delivers it. The truth goes to the ledger.
Everything is a function of the seed and of the moment that ends the traffic.
"""
