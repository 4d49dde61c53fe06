"""What a bundle says: the rules that it names, the values that it gives, and whether they make a deployment."""
