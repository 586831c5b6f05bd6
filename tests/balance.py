"""A pytest plugin for `-p tests.balance`: what runs together in one process, and what is begun first.

With xdist's `--dist loadgroup --no-loadscope-reorder` a process takes one group after the other. A file is a
group; the access tests are two, by who knocks, so that each answer is heard in one process only. What takes
longest is begun first, so that all processes end at about the same time.
"""

from __future__ import annotations

import pytest

from tests.access import identities as who

LONGEST_FIRST = (
    "tests/browser/",
    "tests/access",
    "tests/services/",
    "tests/config/test_serve.py",
    "tests/followups/test_real_broker.py",
    "tests/followups/test_crash.py",
    "tests/records/test_backup.py",
    "tests/api/",
    "tests/config/",
    "tests/incidents/",
)
FIRST_HALF = frozenset(
    {
        *(who.REPORTER, who.RESPONDER, who.AUDITOR, who.STRANGER, who.GUEST, who.ABOVE),
        *(who.ANONYMOUS, who.DEACTIVATED, who.EXPIRED),
    }
)
"""Who knocks in the first of the two processes; tests of everybody at once belong there as well."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name each test's group, and put the longest first."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_rank)


def _group(item: pytest.Item) -> str:
    file = item.nodeid.partition("::")[0]
    if not file.startswith("tests/access/"):
        return file
    given = getattr(item, "callspec", None)
    first = given is None or given.params.get("identity", who.RESPONDER) in FIRST_HALF
    return f"tests/access, {'first' if first else 'second'} half"


def _rank(item: pytest.Item) -> int:
    found = [rank for rank, name in enumerate(LONGEST_FIRST) if item.nodeid.startswith(name)]
    return found[0] if found else len(LONGEST_FIRST)
