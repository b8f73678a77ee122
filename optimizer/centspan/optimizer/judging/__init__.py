"""Judges of answers: when a cheaper one may decide."""
