"""The REST door of the room: assets, requirements."""
