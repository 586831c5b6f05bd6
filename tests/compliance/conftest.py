"""What tests of the management system share: the catalogue that comes with Tanggap."""

from __future__ import annotations

import pytest

from compliance.models import Framework
from tests.catalogue import loaded_framework


@pytest.fixture
def framework(db) -> Framework:
    """ISO/IEC 27001:2022, loaded."""
    return loaded_framework()
