"""What commands say in the terminal, and for scripts: one file a subject."""
