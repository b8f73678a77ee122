"""Verdicts on calls, and hours and days rolled up; see `roll.py`."""
