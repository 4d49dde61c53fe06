"""What a dashboard shows, and where."""
