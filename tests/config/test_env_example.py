"""`.env.example` documents every variable that the settings read, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
READS = re.compile(r'env\.(?:text|flag|whole|number|listing|one_of|address)\(\s*"([A-Z_]+)"')
DOCUMENTED = re.compile(r"^#?([A-Z_]+)=", re.MULTILINE)


def test_every_variable_is_documented() -> None:
    code = "".join((ROOT / "config" / name).read_text() for name in ("settings.py", "environment.py"))
    documented = set(DOCUMENTED.findall((ROOT / ".env.example").read_text()))
    assert set(READS.findall(code)) - documented == set()
    assert documented - set(READS.findall(code)) == {"SECRET_KEY_FILE", "TANGGAP_ENV_FILE"}
