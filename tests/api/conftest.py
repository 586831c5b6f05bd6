"""What the tests of the whole API share."""

from __future__ import annotations

import pytest

from tests.api.world import World, world
from tests.people import Cast


@pytest.fixture
def there(cast: Cast) -> World:
    """One of everything."""
    return world(cast)
