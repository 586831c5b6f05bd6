"""Every verb asks the policy: who only reads is refused, who does not even see finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from accounts.models import TrailFeed
from compliance.models import Requirement
from compliance.services.assets import AssetSheet, create_asset
from incidents.services.clocks import cancel_legal_clock, start_legal_clock
from incidents.services.disputes import add_reading, settle_fact, withdraw_settlement
from incidents.services.entries import ReadingData, SourceData
from incidents.services.evidence import attach_evidence, link_evidence_to_fact
from incidents.services.facts import correct_fact, data_of, record_fact
from incidents.services.follow_ups import finish_duty
from incidents.services.impact import (
    DataImpact,
    remove_affected_asset,
    set_affected_asset,
    set_personal_data,
    set_requirement,
)
from incidents.services.incidents import (
    Classification,
    edit_incident,
    set_classification,
    set_severity,
    void_incident,
)
from incidents.services.members import assign_member, unassign_member
from incidents.services.redaction import redact_fact
from incidents.services.reports import draft_post_incident
from incidents.services.review import (
    add_cause,
    add_lesson,
    add_unknown,
    reopen_unknown,
    resolve_unknown,
    void_cause,
)
from incidents.services.sharing import (
    change_tlp,
    name_party,
    share_with_organisation,
    share_with_person,
    stop_sharing,
)
from incidents.services.sources import add_source
from incidents.services.steps import change_phase, close_incident, reopen_incident
from lib.errors import Missing, Refused
from lib.texts import Text
from tests.incidents.making import fact_data, fresh, minute, opened, read, recorded, sourced, with_file
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db
WORDS = Text(id="Kata-kata")
Verb = tuple[Callable[..., Any], dict[str, Any]]


@pytest.fixture
def verbs(cast, catalogue) -> list[Verb]:
    """Each verb with arguments that would do, but for who asks."""
    incident, actor = opened(cast), as_actor(cast.isms_manager)
    fact = recorded(cast, incident, moment=minute(0))
    reading, source = read(cast, fact, minute(600)), sourced(cast, incident)
    link = with_file(cast, incident)
    fact = fresh(fact)
    said = {"actor": actor, "now": NOW, "incident": fresh(incident)}
    unknown = add_unknown(**said, kind="other", text=WORDS)
    cause = add_cause(**said, text=WORDS, claim="stated")
    member = assign_member(**said, person=cast.responder, role="handler")
    given = share_with_organisation(**said, organisation=cast.smart_city)
    asset = create_asset(actor=actor, now=NOW, organisation=cast.diskominfotik, sheet=AssetSheet(name=WORDS))
    duty = start_legal_clock(**said, fact=fact, owner=cast.dpo, title=WORDS)
    requirement = Requirement.objects.get(code="A.8.29")
    incident, version = fresh(incident), fresh(incident).version
    one = {"now": NOW, "incident": incident}
    versioned = {**one, "version": version}
    of_fact = {"now": NOW, "fact": fact, "version": fact.version}
    return [
        (edit_incident, {**versioned, "title": WORDS}),
        (set_classification, {**versioned, "classification": Classification()}),
        (set_severity, {**versioned, "impact": 1, "urgency": 1}),
        (void_incident, {**versioned, "reason": "Ganda"}),
        (change_phase, {**versioned, "phase": "containment"}),
        (close_incident, {**versioned, "reason": "Selesai"}),
        (reopen_incident, {**versioned, "reason": "Lagi"}),
        (change_tlp, {**versioned, "version": incident.access.version, "tlp": "GREEN"}),
        (share_with_organisation, {**one, "organisation": cast.dpmptsp}),
        (share_with_person, {**one, "person": cast.stranger}),
        (stop_sharing, {**one, "given": given}),
        (name_party, {**one, "organisation": cast.outside, "part": WORDS}),
        (assign_member, {**one, "person": cast.second_responder, "role": "handler"}),
        (unassign_member, {**one, "member": member}),
        (set_personal_data, {**versioned, "impact": DataImpact()}),
        (set_affected_asset, {**one, "asset": asset}),
        (remove_affected_asset, {**one, "asset": asset}),
        (set_requirement, {**one, "requirement": requirement, "verdict": "failed"}),
        (add_source, {**one, "data": SourceData(title=WORDS)}),
        (add_cause, {**one, "text": WORDS, "claim": "stated"}),
        (void_cause, {**one, "cause": cause, "reason": "Salah"}),
        (add_unknown, {**one, "kind": "other", "text": WORDS}),
        (resolve_unknown, {**one, "unknown": unknown, "answer": "Ini"}),
        (reopen_unknown, {**one, "unknown": unknown, "reason": "Bukan"}),
        (add_lesson, {**one, "text": WORDS}),
        (record_fact, {**one, "data": fact_data()}),
        (correct_fact, {**of_fact, "data": data_of(fact), "reason": "Salah"}),
        (redact_fact, {**of_fact, "reason": "Nama"}),
        (add_reading, {**of_fact, "data": ReadingData(of="cause", text=WORDS)}),
        (settle_fact, {**of_fact, "chosen": reading, "source": source, "reason": "Log"}),
        (withdraw_settlement, {**of_fact, "of": "moment", "reason": "Bukan"}),
        (attach_evidence, {**one, "file": BytesIO(b"x"), "filename": "x.txt"}),
        (link_evidence_to_fact, {**one, "link": link, "fact": fact}),
        (start_legal_clock, {**one, "fact": fact, "owner": cast.dpo, "title": WORDS}),
        (finish_duty, {"now": NOW, "follow_up": duty, "note": "Surat", "evidence": [], "version": 1}),
        (cancel_legal_clock, {**one, "follow_up": duty, "reason": "Bukan"}),
        (draft_post_incident, {**one, "language": "id"}),
    ]


@pytest.mark.parametrize(
    ("role", "error"),
    [
        ("auditor", Refused),
        ("reporter", Missing),
        ("administrator", Missing),
        ("stranger", Missing),
        ("nobody", Missing),
    ],
)
def test_who_may_not_changes_nothing(verbs, cast, role, error):
    before = TrailFeed.objects.get().last
    for verb, given in verbs:
        with pytest.raises(error):
            verb(actor=as_actor(getattr(cast, role)), **given)
    assert TrailFeed.objects.get().last == before


def test_a_token_that_may_only_read_changes_nothing(verbs, cast):
    scopes = frozenset(f"{each}:read" for each in ("incidents", "follow-ups", "reports", "evidence"))
    reading = as_actor(cast.service, scopes=scopes)
    before = TrailFeed.objects.get().last
    for verb, given in verbs:
        with pytest.raises(Refused):
            verb(actor=reading, **given)
    assert TrailFeed.objects.get().last == before
