"""What the API of every room stands on: tokens, permissions, repeated requests, the feed."""
