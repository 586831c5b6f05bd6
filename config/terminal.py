"""How the command line speaks: in the terminal's language, and in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from lib.db.away import in_one_line


def language(environment: Mapping[str, str]) -> str:
    """Indonesian for a terminal whose locale is Indonesian, else English, as its other programs are."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        locale = environment.get(name, "")
        if locale:
            return "id" if locale.lower().startswith("id") else "en"
    return "en"


def database_away(error: Exception) -> str:
    """What a command says when it cannot use the database."""
    return _("The database cannot be used: {reason}.").format(reason=in_one_line(error))
