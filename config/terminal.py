"""How the command line speaks: in the terminal's language."""

from __future__ import annotations

from collections.abc import Mapping


def language(environment: Mapping[str, str]) -> str:
    """Indonesian for a terminal whose locale is Indonesian, else English, as its other programs are."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        locale = environment.get(name, "")
        if locale:
            return "id" if locale.lower().startswith("id") else "en"
    return "en"
