"""From alerts to the people and systems they are for: grouped, stored, sent, and sent again."""
