"""The pages that belong to no room: home, health, errors."""
