"""Entries of the trail as `partials/trail_entry.html` shows them, here and in other rooms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import TrailEntry, TrailSubject
from accounts.roles import ActorKind
from accounts.services.trail import ACTOR_KEY, LABEL_KEY
from accounts.trail_reading import Line
from accounts.trail_words import KINDS, field_words, told_apart, value_words, verb_words
from lib.templatetags.times import instant_zoned, weekday

_ITS_OWN_LINE = "reason"


@dataclass(frozen=True, slots=True)
class ShownSubject:
    """What an entry is about, and where to look at it ("" where there is no page)."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One field, before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry in words; `restricted` is one of which the reader may know only that it happened.

    `url` is its own page, "" where the reader has none.
    """

    sequence: int
    url: str
    position: int
    moment: datetime
    actor_name: str
    actor_kind: str
    erased: bool
    emptied: bool
    verb: str
    subjects: list[ShownSubject]
    restricted: bool
    reason: str
    changes: list[ShownChange]
    hash: str
    previous_hash: str
    commitments: int


@dataclass(frozen=True, slots=True)
class ShownDay:
    """The entries of one day, newest first."""

    day: str
    entries: list[ShownEntry]


def shown_entry(line: Line, zone: str) -> ShownEntry:
    """One line of the trail for its template, times in that zone."""
    entry = line.entry
    sides = getattr(entry, "detail", None)
    name = sides.actor_name if sides else ""
    values = line.detail.values if line.detail else {}
    return ShownEntry(
        sequence=entry.sequence,
        url=reverse("accounts:trail_entry", args=[entry.sequence]) if line.listed else "",
        position=entry.position,
        moment=entry.moment,
        actor_name=name,
        actor_kind=entry.actor_kind,
        erased=(not name and entry.actor_kind == ActorKind.PERSON) or sides is None,
        emptied=line.detail is not None and any(key not in values for key in _committed(entry)),
        verb=verb_words(entry.verb),
        subjects=_subjects(line),
        restricted=not line.readable,
        reason=str((values.get(_ITS_OWN_LINE) or {}).get("after") or ""),
        changes=[
            ShownChange(
                field_words(key),
                in_words(key, change.get("before"), zone),
                in_words(key, change.get("after"), zone),
            )
            for key, change in values.items()
            if key != _ITS_OWN_LINE
        ],
        hash=entry.hash,
        previous_hash=entry.previous_hash,
        commitments=len(entry.commitments),
    )


def _committed(entry: TrailEntry) -> list[str]:
    """The fields whose values the entry committed to, gone or not."""
    return [key for key in entry.commitments if key != ACTOR_KEY and not key.startswith(LABEL_KEY)]


def shown_days(lines: Sequence[Line], zone: str) -> list[ShownDay]:
    """Lines, newest first, gathered under their days in that zone."""
    days: list[ShownDay] = []
    for line in lines:
        name = weekday(line.entry.moment, zone)
        if not days or days[-1].day != name:
            days.append(ShownDay(name, []))
        days[-1].entries.append(shown_entry(line, zone))
    return days


def in_words(field: str, value: Any, zone: str) -> str:
    """A value as it stands in the trail (JSON), in the reader's words; "" for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(in_words(field, each, zone) for each in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        return value_words(field, value) or _instant(value, zone) or value
    return str(value)


def _instant(value: str, zone: str) -> str:
    """The local time of a text that is an aware instant; "" for any other text."""
    if len(value) < 20 or value[4:5] != "-" or value[10:11] != "T":
        return ""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return ""
    return instant_zoned(at, zone) if at.tzinfo else ""


def _subjects(line: Line) -> list[ShownSubject]:
    labels = told_apart([(row.kind, _label(line, row)) for row in line.subjects])
    return [
        ShownSubject(label, f"/go/{row.kind}/{row.public_id}")
        for row, label in zip(line.subjects, labels, strict=True)
    ]


def _label(line: Line, row: TrailSubject) -> str:
    """What the side row calls it; people without a label were erased, other things never had one."""
    label = line.detail.labels.get(f"{row.kind}:{row.public_id}") if line.detail else ""
    if label:
        return str(label)
    return _("data erased") if row.kind == "person" else str(KINDS.get(row.kind, row.kind))
