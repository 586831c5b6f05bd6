"""What the API of every room stands on, and looking up people and organisations."""
