"""What people need of a rule beside its body."""
