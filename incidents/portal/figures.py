"""Key figures in words: how long it took, on which facts that rests, or why nobody can say."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from followups.wording import reader_language
from incidents.selectors.timeline import Timeline
from incidents.timing import KeyFigure
from lib.wording import duration_words


def figures(timeline: Timeline) -> list[dict[str, Any]]:
    """Time to detect and time to contain, each as a range, "about" or unknown."""
    return [
        _figure(_("Time to detect"), timeline.to_detect),
        _figure(_("Time to contain"), timeline.to_contain),
    ]


def figures_note(timeline: Timeline) -> str:
    """Why a figure is a range, where it is because somebody contradicts somebody."""
    known = [each for each in (timeline.to_detect, timeline.to_contain) if each.duration.is_known]
    disputed = any(each.disputed for each in known)
    return _("A range, because a time it rests on is in dispute.") if disputed else ""


def _figure(label: str, figure: KeyFigure) -> dict[str, Any]:
    return {
        "label": label,
        "words": duration_words(figure.duration, reader_language()),
        "basis": _basis(figure),
    }


def _basis(figure: KeyFigure) -> str:
    """The facts that it rests on, or what is missing."""
    parts = []
    if figure.rests_on:
        parts.append(_("from facts {numbers}").format(numbers=", ".join(figure.rests_on)))
    if figure.gap is not None:
        parts.append(str(figure.gap.label))
    return capfirst(". ".join(parts)) if parts else ""
