"""The life of a proposal: found, accepted or dismissed, adopted, withdrawn once it is found no more."""
