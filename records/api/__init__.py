"""The REST door of the room: evidence and reports to read and take, and parts for uploads elsewhere."""
