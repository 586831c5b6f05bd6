"""From an incident's rows to what its report says, in a fixed number of queries."""
