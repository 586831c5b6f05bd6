"""Affected assets, personal data, requirements, causes, unknowns, lessons, evidence."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from accounts.models import SearchDocument, TrailEntry
from compliance.models import Requirement
from compliance.services.assets import AssetSheet, create_asset
from followups.models import FollowUp
from incidents.reports.content.incident import post_incident_content
from incidents.selectors.reported import incident_reported
from incidents.services.evidence import attach_evidence, link_evidence_to_fact
from incidents.services.impact import (
    DataImpact,
    PeopleCount,
    remove_affected_asset,
    set_affected_asset,
    set_personal_data,
    set_requirement,
)
from incidents.services.review import (
    add_cause,
    add_lesson,
    add_unknown,
    confirm_cause,
    reopen_unknown,
    resolve_unknown,
    void_cause,
)
from lib.errors import Conflict, Invalid, Missing, Refused, Stale
from lib.texts import Text
from tests.incidents.making import fresh, opened, recorded, sourced, with_file
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db


def asset_of(cast, name="Portal perizinan"):
    return create_asset(
        actor=as_actor(cast.isms_manager),
        now=NOW,
        organisation=cast.diskominfotik,
        sheet=AssetSheet(name=Text(id=name)),
    )


def impacted(cast, incident, who=None, **more):
    return set_personal_data(
        actor=as_actor(who or cast.responder),
        now=NOW,
        incident=fresh(incident),
        version=fresh(incident).version,
        impact=DataImpact(**more),
    )


@pytest.mark.parametrize(
    ("people", "kept"),
    [
        (PeopleCount(), ("unknown", None, None)),
        (PeopleCount(0, 0), ("number", 0, 0)),
        (PeopleCount(12, 12), ("number", 12, 12)),
        (PeopleCount(10, 200), ("range", 10, 200)),
    ],
)
def test_how_many_people_is_unknown_a_number_or_a_range(cast, people, kept):
    row = impacted(cast, opened(cast), people=people, categories=("nik",))
    assert (row.subjects, row.subjects_min, row.subjects_max) == kept


@pytest.mark.parametrize(
    "people", [PeopleCount(5), PeopleCount(None, 5), PeopleCount(5, 2), PeopleCount(-1, 2)]
)
def test_half_a_range_or_a_reversed_one_is_refused(cast, people):
    incident = opened(cast)
    with pytest.raises(Invalid):
        impacted(cast, incident, people=people)
    assert fresh(incident).version == 1


def test_personal_data_marks_the_incident_and_replaces_what_was_said(cast):
    incident = opened(cast)
    impacted(cast, incident, categories=("nik", "phone"), exposed_to=Text(id="pengguna lain"))
    assert fresh(incident).has_personal_data
    impacted(cast, incident, categories=("phone",))
    assert list(incident.affected_data.values_list("category", flat=True)) == ["phone"]
    with pytest.raises(Invalid):
        impacted(cast, incident, categories=("blood_type",))
    with pytest.raises(Stale):
        set_personal_data(
            actor=as_actor(cast.responder), now=NOW, incident=incident, version=1, impact=DataImpact()
        )


def test_what_is_not_known_of_personal_data_is_not_none(cast):
    incident = opened(cast)
    impacted(cast, incident, people=PeopleCount(3, 3))
    assert fresh(incident).has_personal_data, "somebody's, of a kind that nobody has named"
    impacted(cast, incident, people=PeopleCount(0, 0))
    assert not fresh(incident).has_personal_data
    assert not fresh(opened(cast)).has_personal_data


def test_an_asset_says_of_its_incidents_also_that_nobody_has_rated_them(cast, portal):
    incident, asset = opened(cast), asset_of(cast)
    set_affected_asset(
        actor=as_actor(cast.responder), now=NOW, incident=incident, asset=asset, lost=["integrity"]
    )
    page = portal(cast.responder).get(f"/assets/{asset.public_id}/").content.decode()
    assert incident.number in page and "Belum dinilai" in page


def test_an_affected_asset_is_named_changed_and_taken_out(cast):
    incident, asset, actor = opened(cast), asset_of(cast), as_actor(cast.responder)
    set_affected_asset(actor=actor, now=NOW, incident=incident, asset=asset, lost=["integrity"])
    row = set_affected_asset(
        actor=actor, now=NOW, incident=incident, asset=asset, lost=["availability"], state="recovered"
    )
    assert (row.lost_integrity, row.lost_availability, row.state) == (False, True, "recovered")
    assert "portal" in SearchDocument.objects.get(kind="incident").content
    for wrong in ({"lost": ["secrecy"]}, {"state": "gone"}):
        with pytest.raises(Invalid):
            set_affected_asset(actor=actor, now=NOW, incident=incident, asset=asset, **wrong)
    remove_affected_asset(actor=actor, now=NOW, incident=incident, asset=asset)
    assert not incident.affected_assets.exists()


def test_an_asset_that_one_may_not_see_is_not_named(cast):
    incident = opened(cast)
    hidden = create_asset(
        actor=as_actor(cast.sibling_manager),
        now=NOW,
        organisation=cast.dpmptsp,
        sheet=AssetSheet(name=Text(id="Milik dinas lain")),
    )
    with pytest.raises(Invalid):
        set_affected_asset(actor=as_actor(cast.responder), now=NOW, incident=incident, asset=hidden)


def test_a_requirement_failed_or_worked_until_the_word_is_taken_back(cast, catalogue):
    incident, actor = opened(cast), as_actor(cast.isms_manager)
    requirement = Requirement.objects.get(code="A.8.29")
    judge = {"actor": actor, "now": NOW, "incident": incident, "requirement": requirement}
    set_requirement(**judge, verdict="failed", remark=Text(id="Tidak diuji"))
    set_requirement(**judge, verdict="failed", remark=Text(id="Tidak diuji ulang"))
    noted = TrailEntry.objects.select_related("detail").latest("sequence").detail.values
    assert noted == {"note_id": {"before": "Tidak diuji", "after": "Tidak diuji ulang"}}
    set_requirement(**judge, verdict="missing")
    assert incident.requirements.get().verdict == "missing"
    with pytest.raises(Invalid):
        set_requirement(**judge, verdict="perfect")
    set_requirement(**judge, verdict=None)
    assert not incident.requirements.exists()


def test_a_claimed_cause_stands_beside_a_confirmed_one_until_taken_back(cast):
    incident, actor = opened(cast), as_actor(cast.responder)
    said = {"actor": actor, "now": NOW, "incident": incident}
    claimed = add_cause(**said, text=Text(id="Pemeliharaan"), claim="stated", source=sourced(cast, incident))
    confirm_cause(**said, text=Text(id="Sesi tidak terpisah"), basis="Log aplikasi dan uji ulang")
    with pytest.raises(Invalid):
        void_cause(**said, cause=claimed, reason="")
    void_cause(**said, cause=claimed, reason="Dibantah log")
    assert incident.causes.filter(voided_at__isnull=True).get().claim == "confirmed"
    with pytest.raises(Conflict):
        void_cause(**said, cause=claimed, reason="Lagi")
    with pytest.raises(Missing):
        void_cause(actor=actor, now=NOW, incident=opened(cast), cause=claimed, reason="x")


def test_a_confirmed_cause_says_by_whom_when_and_on_what_it_rests(cast):
    incident, actor = opened(cast), as_actor(cast.responder)
    said = {"actor": actor, "now": NOW, "incident": incident, "text": Text(id="Sesi tidak terpisah")}
    for call in (
        lambda: add_cause(**said, claim="confirmed"),
        lambda: confirm_cause(**said, basis="  "),
    ):
        with pytest.raises(Invalid) as refused:
            call()
        assert refused.value.problems[0].field == "basis"
    assert not incident.causes.exists()
    cause = confirm_cause(**said, basis="Log aplikasi dan uji ulang")
    cause.refresh_from_db()
    assert (cause.confirmed_by, cause.confirmed_at) == (cast.responder, NOW)
    assert cause.basis == "Log aplikasi dan uji ulang"
    assert "uji ulang" in SearchDocument.objects.get(kind="incident").content
    told = post_incident_content(incident_reported(incident.pk), "id").causes[0]
    assert told.basis and told.basis.text == "Log aplikasi dan uji ulang"
    assert told.confirmed_at and told.confirmed_at.earliest == NOW and told.confirmed_by


def test_the_database_keeps_proof_to_confirmed_causes(cast):
    cause = add_cause(
        actor=as_actor(cast.responder),
        now=NOW,
        incident=opened(cast),
        text=Text(id="Pemeliharaan"),
        claim="stated",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        type(cause).objects.filter(pk=cause.pk).update(basis="Log", confirmed_at=NOW)


def test_an_unknown_is_answered_once_and_can_be_opened_again(cast):
    incident, actor = opened(cast), as_actor(cast.responder)
    said = {"actor": actor, "now": NOW, "incident": incident}
    unknown = add_unknown(**said, kind="entry_point", text=Text(id="Lewat mana"))
    with pytest.raises(Invalid):
        resolve_unknown(**said, unknown=unknown, answer=" ")
    resolve_unknown(**said, unknown=unknown, answer="Lewat akun pemasok")
    with pytest.raises(Conflict):
        resolve_unknown(**said, unknown=unknown, answer="Lewat VPN")
    again = reopen_unknown(**said, unknown=unknown, reason="Akun itu sudah mati")
    assert (again.resolved_at, again.answer) == (None, "")
    assert TrailEntry.objects.filter(verb="unknown.reopened").exists()


def test_a_lesson_is_a_proposed_corrective_action_about_incident_and_requirements(cast, catalogue):
    incident = opened(cast)
    requirements = list(Requirement.objects.filter(code__in=["A.8.29", "A.8.32"]))
    lesson = add_lesson(
        actor=as_actor(cast.responder),
        now=NOW,
        incident=incident,
        text=Text(id="Uji isolasi sesi", en="Test session isolation"),
        requirements=requirements,
    )
    follow_up = FollowUp.objects.get()
    assert lesson.follow_up == follow_up
    assert (follow_up.kind, follow_up.state, follow_up.owner) == ("corrective", "proposed", None)
    labels = set(follow_up.subjects.values_list("kind", "label"))
    assert labels == {
        ("incident", incident.number),
        ("requirement", "A.8.29"),
        ("requirement", "A.8.32"),
    }
    with pytest.raises(Invalid):
        add_lesson(actor=as_actor(cast.responder), now=NOW, incident=incident, text=Text(id="x" * 301))


@pytest.mark.parametrize("verb", [add_cause, add_unknown, add_lesson])
def test_an_auditor_adds_nothing_to_the_review(cast, verb):
    more = {"add_cause": {"claim": "stated"}, "add_unknown": {"kind": "other"}}.get(verb.__name__, {})
    with pytest.raises(Refused):
        verb(actor=as_actor(cast.auditor), now=NOW, incident=opened(cast), text=Text(id="x"), **more)


def test_a_file_is_evidence_of_the_incident_and_of_a_fact(cast):
    incident = opened(cast)
    link = with_file(cast, incident)
    fact = recorded(cast, incident)
    link_evidence_to_fact(actor=as_actor(cast.responder), now=NOW, incident=incident, link=link, fact=fact)
    assert fact.evidence_links.get().evidence.access == incident.access
    elsewhere = recorded(cast, opened(cast))
    with pytest.raises(Invalid):
        with_file_for(cast, incident, elsewhere)
    with pytest.raises(Invalid):
        with_file(cast, incident, b"")


def with_file_for(cast, incident, fact):
    return attach_evidence(
        actor=as_actor(cast.responder),
        now=NOW,
        incident=incident,
        file=BytesIO(b"x"),
        filename="x.txt",
        fact=fact,
    )
