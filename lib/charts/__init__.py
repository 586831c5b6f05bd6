"""Charts: a description made of plain values, and one renderer for each medium."""
