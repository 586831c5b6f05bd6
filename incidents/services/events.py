"""Events: reported by anybody, assessed once (ISO/IEC 27001 A.6.8, A.5.25)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Organisation
from accounts.policy import Action
from accounts.selectors import missing
from accounts.services import search
from accounts.services.access import create_access
from accounts.services.personal import keep_personal
from accounts.services.trail import Subject, writing
from compliance.models import Asset
from followups.services.notices import notify
from followups.vocabulary import NoticeKind
from incidents.models import Event, EventEvidence
from incidents.notices import responders_of
from incidents.timing import require_happened
from incidents.vocabulary import Origin
from lib.db.checks import checked
from lib.errors import Invalid, Refused
from lib.moments import Moment, unknown_moment
from records.services.pending import NewFile, keep_new, receive_new

ASSESS_WITHIN = timedelta(hours=2)
"""The aim for assessing a report; internal, no law sets it."""
CONTACT_LIMIT = 200
_TEXTS = ("what", "where", "language", "noticed_as_said", "personal_data_seen", "origin")


@dataclass(frozen=True, slots=True)
class EventData:
    """What somebody reports. `noticed` is when, as far as they know; `contact` how to reach them."""

    what: str
    where: str = ""
    asset: Asset | None = None
    ongoing: bool = False
    noticed: Moment | None = None
    as_said: str = ""
    personal_data_seen: str = "unknown"
    language: str = "id"
    contact: str = ""
    origin: str = Origin.LIVE


def subject_of(event: Event) -> Subject:
    """How the trail names an event; it has no number yet."""
    return Subject("event", event.pk, event.public_id)


def report_event(
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    data: EventData,
    files: Sequence[NewFile] = (),
) -> Event:
    """Take a report in, with its files, and tell who assesses it; the reporter gets a receipt.

    Anybody with a role in the organisation may. The bytes are stored before the transaction begins. Raises
    `Refused`, `Invalid` naming each field, `TooLarge`, `Conflict` for a waiting file that is gone,
    `Unavailable`.
    """
    policy.require_in(actor, Action.EVENT_REPORT, organisation.pk)
    event = _filled(actor, now, organisation, data)
    fresh = receive_new(organisation=organisation, files=files)
    with writing() as book:
        event.access = create_access(actor=actor, now=now, organisation=organisation)
        if data.contact.strip():
            event.contact = keep_personal(
                now=now,
                organisation=organisation,
                access=event.access,
                kind="event.contact",
                text=data.contact.strip(),
            )
        event.save(force_insert=True)
        _keep_files(actor, now, event, fresh)
        index(event)
        book.record(
            actor=actor,
            now=now,
            verb="event.reported",
            organisation=organisation,
            access=event.access,
            subjects=[subject_of(event)],
            changes={"what": (None, event.what), "where": (None, event.where or None)},
        )
        _tell_responders(now, event)
        tell_reporter(now, event, "event_received")
    return event


def require_assessing(actor: Actor, event: Event) -> None:
    """Pass if the actor may assess it; whoever only sees it, such as its reporter, is told so.

    Raises `Missing`, `Refused`.
    """
    if actor.may(Action.EVENT_ASSESS, event):
        return
    if Event.objects.visible_to(actor).filter(pk=event.pk).exists():
        raise Refused(_("Your role does not allow this here."))
    raise missing()


def index(event: Event) -> None:
    """Write what can be found of an event."""
    search.index(
        kind="event",
        object_id=event.pk,
        organisation=event.organisation,
        access=event.access,
        texts=[event.what, event.where, str(event.asset or ""), event.assessment],
    )


def tell_reporter(now: datetime, event: Event, text_key: str, number: str = "") -> None:
    """Tell whoever reported it, if that is a person who still signs in."""
    reporter = event.reported_by
    if reporter is None or not reporter.is_active:
        return
    notify(
        now=now,
        recipients=[reporter],
        kind=NoticeKind.MESSAGE,
        organisation=event.organisation,
        access=event.access,
        dedupe=f"{text_key}:{event.public_id}",
        origin=event.origin,
        data={"url": f"/go/event/{event.public_id}", "number": number, "text_key": text_key},
    )


def _filled(actor: Actor, now: datetime, organisation: Organisation, data: EventData) -> Event:
    """The event with its columns checked. Raises `Invalid` naming each field."""
    if organisation.external:
        raise Invalid(_("An outside body takes no reports here."), field="organisation")
    if not data.what.strip():
        raise Invalid(_("Say what you noticed."), field="what")
    if len(data.contact) > CONTACT_LIMIT:
        raise Invalid(_("Write how to reach you in at most 200 characters."), field="contact")
    if data.asset is not None and not actor.may(Action.ASSET_READ, data.asset):
        raise Invalid(_("There is no such asset, or you may not see it."), field="asset")
    noticed = data.noticed or unknown_moment(organisation.zone)
    require_happened(noticed, now, "noticed")
    columns: dict[str, Any] = {
        "noticed_earliest": noticed.earliest,
        "noticed_latest": noticed.latest,
        "noticed_precision": str(noticed.precision),
        "noticed_zone": noticed.zone,
    }
    event = Event(
        organisation=organisation,
        origin=data.origin,
        language=data.language,
        what=data.what.strip(),
        where=data.where.strip(),
        asset=data.asset,
        ongoing=data.ongoing,
        noticed_as_said=data.as_said.strip(),
        personal_data_seen=data.personal_data_seen,
        reported_at=now,
        reported_by_id=actor.person_id,
        assess_by=now + ASSESS_WITHIN,
        **columns,
    )
    checked(event, _TEXTS)
    if data.personal_data_seen not in {"yes", "no", "unknown"}:
        raise Invalid(_("Choose yes, no, or not known."), field="personal_data_seen")
    return event


def _keep_files(actor: Actor, now: datetime, event: Event, files: Sequence[NewFile]) -> None:
    """Turn the files into evidence, by the reporter's right to report."""
    kept = [
        keep_new(
            actor=actor,
            now=now,
            file=each,
            organisation=event.organisation,
            access=event.access,
            under=Action.EVENT_REPORT,
        )
        for each in files
    ]
    EventEvidence.objects.bulk_create(EventEvidence(event=event, evidence=each) for each in kept)


def _tell_responders(now: datetime, event: Event) -> None:
    called = [each for each in responders_of(event.organisation, now=now) if each.pk != event.reported_by_id]
    notify(
        now=now,
        recipients=called,
        kind=NoticeKind.MESSAGE,
        organisation=event.organisation,
        access=event.access,
        dedupe=f"event_reported:{event.public_id}",
        origin=event.origin,
        data={"url": f"/go/event/{event.public_id}", "text_key": "event_reported"},
    )
