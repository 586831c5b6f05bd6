"""A pytest plugin: room for Python's frames below every test.

CPython 3.11 keeps frames in pieces of 16 KB and gives a piece back to the kernel as soon as the first frame
in it ends. A loop whose calls cross the edge of a piece asks the kernel for memory at each call; deep under
pytest that took a fifth of the suite's time. One large frame below gets a piece in which all of a test fit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

ROOM = 17_000
"""Values for which the large frame has places: a little over 128 KB, so that its piece has 256 KB."""


def _with_room(run: Callable[[], Any]) -> Any:
    return run()


_with_room.__code__ = _with_room.__code__.replace(co_stacksize=ROOM)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """What pytest does by itself, above the large frame."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    _with_room(lambda: runtestprotocol(item, nextitem=nextitem))
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
