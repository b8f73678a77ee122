"""Alert rules as code."""
