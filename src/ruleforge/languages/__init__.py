"""AWS's detection languages: text ⇄ tree with exact positions, lowered to predicates."""
