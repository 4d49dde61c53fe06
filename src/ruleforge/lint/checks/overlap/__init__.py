"""Rules that say the same, and rules that forget what their siblings say."""
