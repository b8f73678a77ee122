"""A cache of answers by meaning: what it would hit, and how often it would be wrong."""
