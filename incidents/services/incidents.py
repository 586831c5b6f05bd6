"""Opening, editing and voiding incidents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Access, Organisation
from accounts.policy import Action
from accounts.services.access import create_access
from accounts.services.series import next_number
from accounts.services.trail import Book, writing
from incidents.lifecycle import Phase
from incidents.models import Incident, IncidentParty
from incidents.services.aggregate import changed, index_new, note, reindex, require, text_change
from incidents.services.clocks import runs_clocks
from incidents.severity import severity as severity_of
from incidents.vocabulary import LossKind, Origin
from lib.db.checks import checked
from lib.errors import Conflict, Invalid
from lib.texts import Text, given, required, text_of
from lib.tlp import Tlp
from lib.zones import zone_info

INCIDENT_SERIES, EXERCISE_SERIES = "INS", "LAT"
_TEXT_COLUMNS = (
    "title_id",
    "title_en",
    "summary_id",
    "summary_en",
    "discoverer_id",
    "discoverer_en",
    "language",
)
_WORD_COLUMNS = ("origin", "rsit", "bssn", "discovery", "case_key")


@dataclass(frozen=True, slots=True)
class Classification:
    """What kind of incident it was: RSIT class, BSSN type, what was lost, who found it."""

    rsit: str = ""
    bssn: str = ""
    lost: tuple[str, ...] = ()
    discovery: str = ""
    discoverer: Text = field(default_factory=Text)

    def columns(self) -> dict[str, Any]:
        """As columns of the incident. Raises `Invalid` for a property that no information has."""
        unknown = set(self.lost) - set(LossKind.values)
        if unknown:
            raise Invalid(_("Lost can be confidentiality, integrity or availability."), field="lost")
        return {
            "rsit": self.rsit,
            "bssn": self.bssn,
            "discovery": self.discovery,
            **self.discoverer.stripped().fields("discoverer"),
            **{f"lost_{side}": side in self.lost for side in LossKind.values},
        }


@dataclass(frozen=True, slots=True)
class CaseOrigin:
    """The case file that an incident was loaded from."""

    key: str = ""
    sha256: str = ""


def open_incident(
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    title: Text,
    summary: Text | None = None,
    origin: str = Origin.LIVE,
    language: str = "id",
    tlp: str = Tlp.AMBER,
    restricted: bool = False,
    phase: str = Phase.TRIAGE,
    classification: Classification | None = None,
    impact: int | None = None,
    urgency: int | None = None,
    access: Access | None = None,
    case: CaseOrigin | None = None,
) -> Incident:
    """Register an incident at once, reported and assessed in one (ISO/IEC 27035-1: assess and decide).

    It gets the next number of its organisation's series in the year of registration, by the
    organisation's clock. `access` is what an event brought along. Raises `Refused`, `Invalid`.
    """
    policy.require_in(actor, Action.INCIDENT_CREATE, organisation.pk)
    incident = Incident(
        organisation=organisation,
        year=now.astimezone(zone_info(organisation.zone)).year,
        origin=origin,
        language=language,
        **required(title, "title", _("An incident needs a title.")).fields("title"),
        **(summary or Text()).stripped().fields("summary"),
        phase=phase,
        **(classification or Classification()).columns(),
        **severity_columns(impact, urgency),
        registered_at=now,
        registered_by_id=actor.person_id,
        changed_at=now,
        case_key=case.key if case else "",
        case_sha256=case.sha256 if case else "",
    )
    _check_new(incident)
    with writing() as book:
        incident.access = access or create_access(
            actor=actor, now=now, organisation=organisation, tlp=tlp, restricted=restricted
        )
        _register(book, actor, now, incident)
    return incident


def _check_new(incident: Incident) -> None:
    """Raises `Invalid` for what no incident can begin with."""
    if incident.organisation.external:
        raise Invalid(_("An outside body keeps no incidents here."), field="organisation")
    if incident.phase == Phase.CLOSED:
        raise Invalid(_("An incident is opened before it is closed."), field="phase")
    checked(incident, (*_TEXT_COLUMNS, *_WORD_COLUMNS, "phase"))


def _register(book: Book, actor: Actor, now: datetime, incident: Incident) -> None:
    """Give it its number, write it with its first party, make it findable, note it."""
    body = incident.organisation
    series = EXERCISE_SERIES if incident.origin == Origin.EXERCISE else INCIDENT_SERIES
    incident.number = next_number(organisation=body, series=series, year=incident.year)
    incident.save(force_insert=True)
    IncidentParty.objects.create(incident=incident, organisation=body, key=body.key, owner=True)
    index_new(incident)
    changes = {
        "number": (None, incident.number),
        "origin": (None, str(incident.origin)),
        "tlp": (None, str(incident.access.tlp)),
        **text_change("title", Text(), text_of(incident, "title")),
    }
    note(book, actor=actor, now=now, incident=incident, verb="incident.opened", changes=changes)


def severity_columns(impact: int | None, urgency: int | None) -> dict[str, Any]:
    """Impact, urgency and the severity that follows from both; none without both. Raises `Invalid`."""
    if impact is None and urgency is None:
        return {"impact": None, "urgency": None, "severity": ""}
    if impact is None or urgency is None:
        missing = "impact" if impact is None else "urgency"
        raise Invalid(_("Severity follows from impact and urgency: give both."), field=missing)
    return {"impact": impact, "urgency": urgency, "severity": str(severity_of(impact, urgency))}


def edit_incident(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    version: int,
    title: Text | None = None,
    summary: Text | None = None,
    language: str | None = None,
) -> Incident:
    """Change title, summary or the language it is written in; None leaves a thing as it is.

    Raises `Missing`, `Refused`, `Invalid`, `Stale`.
    """
    require(actor, Action.INCIDENT_EDIT, incident)
    fields: dict[str, Any] = {}
    if title is not None:
        fields |= required(title, "title", _("An incident needs a title.")).fields("title")
    if summary is not None:
        fields |= summary.stripped().fields("summary")
    if language is not None:
        fields["language"] = language
    return _set_columns(
        actor=actor, now=now, incident=incident, version=version, verb="incident.changed", fields=fields
    )


def set_classification(
    *, actor: Actor, now: datetime, incident: Incident, version: int, classification: Classification
) -> Incident:
    """Say what kind of incident it was; replaces what was said before.

    Raises `Missing`, `Refused`, `Invalid`, `Stale`.
    """
    require(actor, Action.INCIDENT_EDIT, incident)
    return _set_columns(
        actor=actor,
        now=now,
        incident=incident,
        version=version,
        verb="incident.classified",
        fields=classification.columns(),
    )


def set_severity(
    *, actor: Actor, now: datetime, incident: Incident, version: int, impact: int | None, urgency: int | None
) -> Incident:
    """Assess impact and urgency, from which severity follows; both None take the assessment back.

    Raises `Missing`, `Refused`, `Invalid`, `Stale`.
    """
    require(actor, Action.INCIDENT_EDIT, incident)
    return _set_columns(
        actor=actor,
        now=now,
        incident=incident,
        version=version,
        verb="incident.severity_set",
        fields=severity_columns(impact, urgency),
    )


def void_incident(*, actor: Actor, now: datetime, incident: Incident, version: int, reason: str) -> Incident:
    """Take an incident out of every list because it should not have been registered; nothing is deleted.

    Only who may share it may void it, and not while a duty by law runs: nobody could stop its clock any more.
    Raises `Missing`, `Refused`, `Invalid`, `Conflict`, `Stale`.
    """
    require(actor, Action.INCIDENT_SHARE, incident)
    words = given(reason, "reason", _("Say why the incident is voided."), limit=200)
    if not actor.may_in(incident.organisation_id, Action.INCIDENT_SHARE):
        raise Conflict(_("Only the organisation that keeps an incident voids it."))
    if runs_clocks(incident):
        raise Conflict(
            _("A duty by law still runs here. Fulfil it or stop its clock first."), code="clock_runs"
        )
    return _set_columns(
        actor=actor,
        now=now,
        incident=incident,
        version=version,
        verb="incident.voided",
        fields={"voided_at": now, "void_reason": words},
    )


def _set_columns(
    *, actor: Actor, now: datetime, incident: Incident, version: int, verb: str, fields: dict[str, Any]
) -> Incident:
    """Check, compare and set, note what changed."""
    proposed = Incident(**fields)
    checked(proposed, [name for name in fields if isinstance(fields[name], str)])
    with writing() as book:
        before = Incident.objects.get(pk=incident.pk)
        changed(incident, version=version, now=now, **fields)
        reindex(incident)
        changes = {name: (_plain(getattr(before, name)), _plain(value)) for name, value in fields.items()}
        note(book, actor=actor, now=now, incident=incident, verb=verb, changes=changes)
    return incident


def _plain(value: Any) -> Any:
    """A value as the trail keeps it."""
    return value.isoformat() if isinstance(value, datetime) else value
