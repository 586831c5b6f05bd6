"""The crash harness: reminders under kill -9, at random and at every named point, and a slow mail server."""
