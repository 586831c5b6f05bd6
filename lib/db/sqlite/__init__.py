"""SQLite as Django has it, but that a file that is away is an error, and not a new and empty database."""
