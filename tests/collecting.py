"""A pytest plugin: the garbage collector looks at what a test makes, not at all that was imported.

Django, the catalogues and three thousand collected tests are a million objects that stay. Left to itself, the
collector goes through them again and again; a seventh of the suite's time went there.
"""

from __future__ import annotations

import gc

import pytest

YOUNG, MIDDLE, OLD = 20_000, 50, 50
"""After how many new objects the collector looks at the youngest, and how often at the others."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """What stands by now stays: it is looked at no more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
