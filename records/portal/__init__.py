"""The portal's pages of the room: evidence, downloads, the public check of reports."""
