"""What every PDF report shares: typefaces, text, chips, tables, page furniture."""
