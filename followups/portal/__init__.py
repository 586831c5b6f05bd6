"""The pages of the room: my tasks, one follow-up, notices, undelivered mail."""
