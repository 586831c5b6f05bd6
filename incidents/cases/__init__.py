"""Case files: one incident as its sources tell it, in YAML, by a published closed vocabulary."""
