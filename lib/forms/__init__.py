"""What every form of the portal shares: merging what two people changed at once."""
