"""Which colour and icon each word of a closed vocabulary wears; words come from the vocabulary itself.

Keys are plain values, so that this ground-floor table needs to know no room. A value without an entry is
shown as a neutral chip: never hidden, never guessed.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Look(NamedTuple):
    """A tint (crit, high, med, low, ok, disp or none) and the icon that goes with it."""

    kind: str = ""
    icon: str = ""


LOOKS: Final[dict[str, dict[str, Look]]] = {
    "severity": {
        "critical": Look("crit", "alert-octagon"),
        "high": Look("high", "alert-triangle"),
        "medium": Look("med", "flag"),
        "low": Look("low", "circle-dashed"),
        "": Look("", "help"),
    },
    "phase": {
        "triage": Look("high", "clock"),
        "containment": Look("med", "circle-half-2"),
        "eradication": Look("med", "shield"),
        "recovery": Look("low", "refresh"),
        "review": Look("ok", "eye"),
        "closed": Look("", "circle-check"),
        "void": Look("", "ban"),
    },
    "event": {
        "reported": Look("high", "clock"),
        "incident": Look("ok", "circle-check"),
        "no_incident": Look("", "ban"),
        "duplicate": Look("", "git-merge"),
    },
    "claim": {
        "confirmed": Look("ok", "circle-check"),
        "reported": Look("low", "quote"),
        "stated": Look("low", "message"),
        "refuted": Look("crit", "ban"),
        "disputed": Look("disp", "scale"),
        "unknown": Look("", "help"),
    },
    "origin": {
        "exercise": Look("dash", "refresh"),
        "reconstructed": Look("dash", "history"),
    },
    "follow_up": {
        "proposed": Look("low", "circle-dashed"),
        "open": Look("med", "circle-half-2"),
        "done": Look("ok", "check"),
        "verified": Look("ok", "shield-check"),
        "cancelled": Look("", "ban"),
    },
    "control": {
        "implemented": Look("ok", "circle-check"),
        "partial": Look("med", "circle-half-2"),
        "planned": Look("low", "circle-dashed"),
        "not_started": Look("", "clock"),
    },
    "outcome": {
        "failed": Look("crit", "circle-x"),
        "missing": Look("high", "ban"),
        "worked": Look("ok", "circle-check"),
    },
    "report": {
        "draft": Look("high", "clock"),
        "issued": Look("ok", "circle-check"),
        "superseded": Look("", "history"),
    },
}

TLP_CLASS: Final[dict[str, str]] = {
    "RED": "red",
    "AMBER+STRICT": "amber",
    "AMBER": "amber",
    "GREEN": "green",
    "CLEAR": "clear",
}


def look(family: str, value: str) -> Look:
    """The look of a vocabulary's value; neutral and without icon when the table does not know it."""
    return LOOKS.get(family, {}).get(value, Look())
