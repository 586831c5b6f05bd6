"""Questions that doors ask about incidents; each answers in a fixed number of queries."""
