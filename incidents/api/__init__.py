"""The REST door of the room: events, incidents, facts, and what hangs on an incident."""
