"""The portal's pages of the room: assets, the catalogue of requirements."""
