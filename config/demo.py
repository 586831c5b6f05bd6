"""The demonstration: public bodies of Jakarta, people named by their roles, and both real cases."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.actors import SYSTEM
from accounts.models import Organisation
from accounts.services.organisations import create_organisation
from accounts.services.trail import writing
from config.exercise import load_exercise
from config.logins import CAST, Login, add_people
from incidents.cases.loader import load_case
from incidents.cases.reader import read_file

CASES = tuple(
    Path(settings.BASE_DIR) / "incidents" / "cases" / "data" / f"{name}.yaml"
    for name in ("sikm-2020", "jaki-2023")
)


def load(*, now: datetime) -> list[Login]:
    """Load whatever of the demonstration is not there yet; the logins of the people who were added.

    The catalogue of ISO/IEC 27001:2022 must be loaded, since the cases name its requirements.
    """
    with writing():
        cases = [read_file(path) for path in CASES]
        for case in cases:
            add_organisations(case.data["organisations"], now=now)
        logins = add_people(now=now, parts=CAST)
        for case in cases:
            load_case(actor=SYSTEM, now=now, case=case)
        load_exercise(now=now)
        return logins


def add_organisations(rows: list[dict[str, Any]], *, now: datetime) -> None:
    """Add the organisations of a case file that are not there yet; their names make their letterhead."""
    known = {each.key: each for each in Organisation.objects.filter(key__in=[row["key"] for row in rows])}
    for row in rows:
        if row["key"] in known:
            continue
        parent = known.get(row.get("part_of", ""))
        known[row["key"]] = create_organisation(
            actor=SYSTEM,
            now=now,
            key=row["key"],
            name=row["name"],
            short=row.get("short", ""),
            parent=parent,
            external=row.get("external", False),
            **letterhead(row["name"], parent),
        )


def letterhead(name: str, parent: Organisation | None) -> dict[str, str]:
    """The lines at the head of a report: the public body, its agency, the agency's unit."""
    above = [parent.name] if parent else []
    if parent and parent.parent:
        above.insert(0, parent.parent.name)
    lines = [*above, name, "", ""][:3]
    return dict(zip(("letterhead_body", "letterhead_unit", "letterhead_subunit"), lines, strict=True)) | {
        "place": "Jakarta"
    }
