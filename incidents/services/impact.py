"""What an incident did: affected assets, personal data, and the requirements it touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.trail import Subject, writing
from compliance.models import Asset, Requirement
from incidents.models import (
    AffectedAsset,
    AffectedData,
    Event,
    Incident,
    IncidentRequirement,
    PersonalDataImpact,
)
from incidents.models.impact import AssetState, SubjectsKnown, Verdict
from incidents.services.aggregate import changed, hold, note, reindex, require, touched
from incidents.vocabulary import LossKind
from lib.db.checks import checked
from lib.errors import Invalid
from lib.personal_data import PersonalData
from lib.texts import Text

MOST_PEOPLE = 10**12


@dataclass(frozen=True, slots=True)
class PeopleCount:
    """How many people: unknown (both None), a number (both the same) or a range. Unknown is never zero."""

    low: int | None = None
    high: int | None = None

    def columns(self) -> dict[str, Any]:
        """As columns of the impact. Raises `Invalid` for half a range, a reversed or an absurd one."""
        if self.low is None and self.high is None:
            return {"subjects": SubjectsKnown.UNKNOWN, "subjects_min": None, "subjects_max": None}
        if self.low is None or self.high is None:
            raise Invalid(_("A range needs both ends."), field="subjects")
        if not 0 <= self.low <= self.high <= MOST_PEOPLE:
            raise Invalid(_("The smallest number stands first, and neither is below zero."), field="subjects")
        known = SubjectsKnown.NUMBER if self.low == self.high else SubjectsKnown.RANGE
        return {"subjects": known, "subjects_min": self.low, "subjects_max": self.high}


@dataclass(frozen=True, slots=True)
class DataImpact:
    """Whose personal data, of which kinds, seen by whom (UU 27/2022 Pasal 46)."""

    categories: tuple[str, ...] = ()
    people: PeopleCount = field(default_factory=PeopleCount)
    exposed_to: Text = field(default_factory=Text)
    note: Text = field(default_factory=Text)


def set_personal_data(
    *, actor: Actor, now: datetime, incident: Incident, version: int, impact: DataImpact
) -> PersonalDataImpact:
    """Say which personal data an incident concerns and how many people; replaces what was said.

    Raises `Missing`, `Refused`, `Invalid`, `Stale`.
    """
    require(actor, Action.INCIDENT_EDIT, incident)
    with writing() as book:
        changed(incident, version=version, now=now)
        former = PersonalDataImpact.objects.filter(incident=incident).first()
        said = _impact_words(former, AffectedData.objects.filter(incident=incident))
        row, kinds = write_personal_data(incident, impact, former=former)
        words = _impact_words(row, kinds)
        changes = {name: (said.get(name), value) for name, value in words.items()}
        note(
            book, actor=actor, now=now, incident=incident, verb="incident.personal_data_set", changes=changes
        )
    return row


def write_personal_data(
    incident: Incident, impact: DataImpact, *, former: PersonalDataImpact | None = None
) -> tuple[PersonalDataImpact, list[AffectedData]]:
    """Write the rows in place of the `former` one, and whether personal data is concerned at all.

    Raises `Invalid`.
    """
    unknown = set(impact.categories) - set(PersonalData.values)
    if unknown:
        raise Invalid(_("That is no kind of personal data that Tanggap knows."), field="categories")
    row = PersonalDataImpact(pk=former.pk if former else None, incident=incident)
    for name, value in {**impact.people.columns(), **_checked_texts(impact)}.items():
        setattr(row, name, value)
    row.save(force_insert=former is None, force_update=former is not None)
    AffectedData.objects.filter(incident=incident).delete()
    wanted = dict.fromkeys(impact.categories)
    kinds = AffectedData.objects.bulk_create(
        AffectedData(incident=incident, category=each) for each in wanted
    )
    incident.has_personal_data = _concerned(incident)
    Incident.objects.filter(pk=incident.pk).update(has_personal_data=incident.has_personal_data)
    return row, kinds


def _concerned(incident: Incident) -> bool:
    """Whether it concerns personal data: kinds are named, else how many people, else what reporters said."""
    named = AffectedData.objects.filter(incident=OuterRef("pk"))
    seen = Event.objects.filter(incident=OuterRef("pk"), personal_data_seen="yes")
    rows = Incident.objects.filter(pk=incident.pk)
    kinds, most, told = rows.values_list(Exists(named), "personal_data__subjects_max", Exists(seen)).get()
    return bool(kinds or (told if most is None else most > 0))


def carry_personal_data(
    *, actor: Actor, now: datetime, incident: Incident, concerned: bool | None = None
) -> None:
    """Let a report that saw personal data tell so on its incident, where nothing was said of it yet.

    Part of assessing the report, which asks the policy. Whether personal data is `concerned` is asked for
    unless it is known, as of an incident that is new.
    """
    before = incident.has_personal_data
    if (_concerned(incident) if concerned is None else concerned) == before:
        return
    with writing() as book:
        touched(incident, now=now, has_personal_data=not before)
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="incident.personal_data_set",
            changes={"has_personal_data": (before, not before)},
        )


def _checked_texts(impact: DataImpact) -> dict[str, str]:
    texts = {**impact.exposed_to.stripped().fields("exposed_to"), **impact.note.stripped().fields("note")}
    checked(PersonalDataImpact(**texts), texts)
    return texts


def _impact_words(row: PersonalDataImpact | None, kinds: Iterable[AffectedData]) -> dict[str, Any]:
    """The impact as the trail keeps it."""
    categories = [each.category for each in kinds]
    if row is None:
        return {"categories": categories}
    return {
        "categories": categories,
        "subjects": [row.subjects, row.subjects_min, row.subjects_max],
        "exposed_to_id": row.exposed_to_id,
        "exposed_to_en": row.exposed_to_en,
        "note_id": row.note_id,
        "note_en": row.note_en,
    }


def asset_subject(asset: Asset) -> Subject:
    """How the trail names an asset."""
    return Subject("asset", asset.pk, asset.public_id, str(asset)[:200])


def set_affected_asset(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    asset: Asset,
    lost: Iterable[str] = (),
    state: str = AssetState.UNKNOWN,
    remark: str = "",
    version: int | None = None,
) -> AffectedAsset:
    """Name an asset, what was lost there and how it stands now; nothing lost means it is only involved.

    The asset may belong to another organisation, as long as the actor sees it. Whoever changes what was
    said before gives the incident's `version`. Raises `Missing`, `Refused`, `Invalid`, `Stale`.
    """
    require(actor, Action.INCIDENT_EDIT, incident)
    _check_asset(actor, asset)
    columns = affected_columns(lost, state, remark)
    with writing() as book:
        hold(incident, now, version)
        before = AffectedAsset.objects.filter(incident=incident, asset=asset).values(*columns).first() or {}
        row, _created = AffectedAsset.objects.update_or_create(
            incident=incident, asset=asset, defaults=columns
        )
        reindex(incident)
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="incident.asset_affected",
            changes={name: (before.get(name), value) for name, value in columns.items()},
            subjects=(asset_subject(asset),),
        )
    return row


def affected_columns(lost: Iterable[str], state: str, remark: str) -> dict[str, Any]:
    """What was lost and how it stands, as columns. Raises `Invalid`."""
    gone = set(lost)
    if gone - set(LossKind.values):
        raise Invalid(_("Lost can be confidentiality, integrity or availability."), field="lost")
    checked(AffectedAsset(state=state, note=remark), ["state", "note"])
    sides = {f"lost_{side}": side in gone for side in LossKind.values}
    return {**sides, "state": str(state), "note": remark.strip()}


def _check_asset(actor: Actor, asset: Asset) -> None:
    if asset.voided_at is not None or not actor.may(Action.ASSET_READ, asset):
        raise Invalid(_("There is no such asset, or you may not see it."), field="asset")


def remove_affected_asset(
    *, actor: Actor, now: datetime, incident: Incident, asset: Asset, version: int | None = None
) -> None:
    """Take an asset out of the incident: it was named by mistake.

    Who saw the incident in a `version` gives it. Raises `Missing`, `Refused`, `Stale`.
    """
    require(actor, Action.INCIDENT_EDIT, incident)
    with writing() as book:
        rows = AffectedAsset.objects.filter(incident=incident, asset=asset)
        if not rows.exists():
            return
        hold(incident, now, version)
        rows.delete()
        reindex(incident)
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="incident.asset_removed",
            subjects=(asset_subject(asset),),
        )


def set_requirement(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    requirement: Requirement,
    verdict: str | None,
    remark: Text | None = None,
    version: int | None = None,
) -> None:
    """Say that a requirement failed, was missing or worked; None takes the word back.

    Whoever changes what was said before gives the incident's `version`. Raises `Missing`, `Refused`,
    `Invalid`, `Stale`.
    """
    require(actor, Action.INCIDENT_EDIT, incident)
    if verdict is not None and verdict not in Verdict.values:
        raise Invalid(_("A requirement failed, was missing, or worked."), field="verdict")
    texts = (remark or Text()).stripped().fields("note")
    checked(IncidentRequirement(**texts), texts)
    with writing() as book:
        rows = IncidentRequirement.objects.filter(incident=incident, requirement=requirement)
        if verdict is None and not rows.exists():
            return
        hold(incident, now, version)
        said = {"verdict": verdict, **texts}
        before = rows.values(*said).first() or {"verdict": None, **Text().fields("note")}
        if verdict is None:
            rows.delete()
        else:
            IncidentRequirement.objects.update_or_create(
                incident=incident, requirement=requirement, defaults=said
            )
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="incident.requirement_judged",
            changes={name: (before[name], value) for name, value in said.items()},
            subjects=(requirement_subject(requirement),),
        )


def requirement_subject(requirement: Requirement) -> Subject:
    """How the trail and follow-ups name a requirement."""
    return Subject("requirement", requirement.pk, requirement.public_id, requirement.code)
