"""From how an alert stands to all an on-call needs: whose it is, what drives it, where to look."""
