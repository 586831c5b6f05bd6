"""Kept with proof: blobs, evidence and its custody, issued reports, backup and restore."""
