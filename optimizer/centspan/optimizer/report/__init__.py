"""One page that says what would have cost less, to send on."""
