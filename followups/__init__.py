"""Whatever is due: follow-ups, reminders, notices and their delivery."""
