"""Follow-ups over REST."""
