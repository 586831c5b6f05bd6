"""ISO/IEC 27035: events, incidents, timeline, impact, reports."""
