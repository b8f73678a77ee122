"""Proposals together: which stand beside one another, and what they save of the same calls."""
