"""Results → text and data: pure functions, nothing printed."""
