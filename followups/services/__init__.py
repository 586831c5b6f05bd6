"""The verbs of the room: the only writers of follow-ups, notices, deliveries and leases."""
