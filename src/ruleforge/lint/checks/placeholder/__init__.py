"""What a rule leaves to be filled in, and what it should have."""
