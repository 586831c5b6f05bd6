"""Who acts and what they may: organisations, people, policy, access, trail, tokens."""
