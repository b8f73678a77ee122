"""Which model answers what: how good each is, on what was answered by several."""
