"""What `centspan doctor` asks, concludes and shows."""
