"""Prompts made shorter: five ways to do it, run for real, and what each saves and keeps."""
