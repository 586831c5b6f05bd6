"""The threat model names the tests that show it, and each of them is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
ROWS = [
    line for line in (ROOT / "docs" / "threat-model.md").read_text().splitlines() if line.startswith("| ")
][1:]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_each_threat_names_a_test_and_it_is_there(row: str) -> None:
    named = NAMED.findall(row)
    assert named, "no test is named"
    for path, name in named:
        content = (ROOT / path).read_text()
        assert re.search(rf"def {name or 'test_'}", content), f"{path} has no test {name}"
