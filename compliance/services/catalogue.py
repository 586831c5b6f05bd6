"""Loading frameworks: the catalogue is the same for everybody, and an import twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import groupby

from django.db.models import F
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.services.trail import Subject, writing
from compliance.catalogue.reader import FrameworkData, RequirementData
from compliance.models import Framework, Requirement
from lib.errors import Conflict, Refused

ISO_27001 = "iso-27001-2022"
"""The key of the framework that lessons and statements of applicability name."""

_COLUMNS = (
    "parent",
    "order",
    "title_id",
    "title_en",
    "summary_id",
    "summary_en",
    "is_control",
    "documented",
    "new_in_edition",
    "attributes",
)
_ASIDE = 1_000_000
"""Orders are moved out of each other's way before new ones are written, since each stands once."""


def load_framework(*, actor: Actor, now: datetime, data: FrameworkData) -> tuple[Framework, bool]:
    """Write a framework with its requirements; whether anything was written.

    The same content (by its hash) writes nothing. Changed content updates texts, order and attributes in
    place, so that what points at a requirement keeps pointing at it. Raises `Refused` for anybody but the
    system, and `Conflict` when the new content has lost a requirement that the old one had.
    """
    if not actor.is_system:
        raise Refused(_("The catalogue is loaded by the system, for everybody."))
    known = Framework.objects.filter(key=data.key).first()
    if known is not None and known.content_sha256 == data.sha256:
        return known, False
    with writing() as book:
        framework, _created = Framework.objects.update_or_create(
            key=data.key,
            defaults={
                "name_id": data.name_id,
                "name_en": data.name_en,
                "edition": data.edition,
                "content_sha256": data.sha256,
                "loaded_at": now,
            },
        )
        _write_requirements(framework, data)
        book.record(
            actor=actor,
            now=now,
            verb="framework.loaded",
            subjects=[Subject("framework", framework.pk, framework.public_id, str(framework))],
            changes={
                "sha256": (known.content_sha256 if known else None, data.sha256),
                "requirements": (None, len(data.requirements)),
            },
        )
    return framework, True


def _write_requirements(framework: Framework, data: FrameworkData) -> None:
    """Insert what is new, update what is there, parents first as in the file."""
    there = {each.code: each for each in framework.requirements.all()}
    lost = sorted(there.keys() - {each.code for each in data.requirements})
    if lost:
        raise Conflict(
            format_lazy(
                _("The new content lacks requirements that are in use: {codes}."), codes=", ".join(lost)
            ),
            code="requirements_lost",
        )
    framework.requirements.update(order=F("order") + _ASIDE)
    rows: dict[str, Requirement] = {}
    for _depth, level in groupby(sorted(data.requirements, key=_depth_in(data)), key=_depth_in(data)):
        for each in level:
            rows[each.code] = _row(framework, each, there.get(each.code), rows)
        Requirement.objects.bulk_create(row for row in rows.values() if row.pk is None)
    Requirement.objects.bulk_update(there.values(), _COLUMNS)


def _depth_in(data: FrameworkData) -> Callable[[RequirementData], int]:
    """How deep a requirement lies in the tree; the reader has seen to it that parents stand first."""
    depths: dict[str, int] = {}
    for each in data.requirements:
        depths[each.code] = depths[each.parent] + 1 if each.parent else 0
    return lambda each: depths[each.code]


def _row(
    framework: Framework, data: RequirementData, known: Requirement | None, above: dict[str, Requirement]
) -> Requirement:
    row = known or Requirement(framework=framework, code=data.code)
    row.parent = above[data.parent] if data.parent else None
    row.order = data.order
    row.title_id, row.title_en = data.title_id, data.title_en
    row.summary_id, row.summary_en = data.summary_id, data.summary_en
    row.is_control = data.is_control
    row.documented = data.documented_information
    row.new_in_edition = data.new_in_2022
    row.attributes = data.as_json()
    return row
