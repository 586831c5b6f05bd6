"""What the databases do for us: append-only tables, fields and checks that both of them hold."""
