"""Words about reports that the public check shows, for kinds and origins that upper rooms name by code."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_KINDS: dict[str, Promise] = {"post_incident": _("Post-incident report")}
_ORIGINS: dict[str, Promise] = {
    "exercise": _("Exercise, not a real incident"),
    "reconstructed": _("Reconstructed from public sources, not an official document"),
}


def kind_words(kind: str) -> str:
    """What a kind of report is called; its code for one that is not known here."""
    return str(_KINDS.get(kind, kind))


def origin_words(origin: str) -> str:
    """The sentence that marks what is not a live incident; empty for a live one."""
    return str(_ORIGINS.get(origin, ""))
