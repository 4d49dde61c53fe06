"""What should not be in a file that others read."""
