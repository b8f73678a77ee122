"""What a provider's prompt cache would have read and written: its rules, and their replay on the calls."""
