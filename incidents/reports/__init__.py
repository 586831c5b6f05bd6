"""Reports of an incident: a frozen dataclass goes in, bytes come out."""
