"""Post-incident reports: drafted from the rows, approved by the head, written by the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organisation, TrailEntry
from incidents.models import Incident
from incidents.reports.content.incident import post_incident_content
from incidents.reports.post_incident import render
from incidents.reports.snapshot import content_hash, report_from
from incidents.selectors.drafts import drafts_behind
from incidents.selectors.reported import incident_reported
from incidents.services.incidents import edit_incident, void_incident
from incidents.services.issuing import incident_named, issue_as
from incidents.services.redaction import redact_fact
from incidents.services.reports import (
    approve_post_incident,
    draft_post_incident,
    letterhead_of,
    verify_lines,
)
from incidents.services.sharing import change_tlp, share_with_person
from lib.errors import Conflict, Invalid, Missing, Refused, Stale
from lib.texts import Text
from records.models import IssuedReport
from tests.incidents.making import fresh, opened, recorded
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db


def drafted(cast, incident, who=None, language="id"):
    return draft_post_incident(
        actor=as_actor(who or cast.responder), now=NOW, incident=fresh(incident), language=language
    )


def test_the_same_rows_are_the_same_draft_and_other_rows_another(cast):
    incident = opened(cast)
    first = drafted(cast, incident)
    assert drafted(cast, incident, cast.isms_manager) == first
    recorded(cast, incident)
    second = drafted(cast, incident)
    assert second != first and second.snapshot_sha256 != first.snapshot_sha256
    assert IssuedReport.objects.drafts().get() == second


def test_what_is_hashed_is_what_is_stored(cast):
    report = drafted(cast, opened(cast))
    content = report_from(json.loads(report.snapshot))
    assert content_hash(content) == report.snapshot_sha256
    assert report.verify_code and report.pages > 4


def test_the_head_approves_what_was_drafted_though_the_rows_moved_on_only_knowingly(cast):
    incident = opened(cast)
    report = drafted(cast, incident)
    recorded(cast, incident)
    approving = {"actor": as_actor(cast.head), "now": NOW, "report": report}
    with pytest.raises(Conflict) as refused:
        approve_post_incident(**approving)
    assert refused.value.code == "data_changed"
    issued = approve_post_incident(**approving, knowingly=True)
    assert (issued.state, issued.snapshot_sha256) == ("issued", report.snapshot_sha256)
    assert issued.approved_by == cast.head


def test_who_may_not_approve_does_not_hear_whether_data_changed(cast):
    incident = opened(cast)
    report = drafted(cast, incident)
    recorded(cast, incident)
    with pytest.raises(Refused):
        approve_post_incident(actor=as_actor(cast.auditor), now=NOW, report=report)


def raised(cast, incident, tlp):
    found = fresh(incident)
    return change_tlp(
        actor=as_actor(cast.isms_manager), now=NOW, incident=found, version=found.access.version, tlp=tlp
    )


def test_a_draft_marked_with_another_tlp_is_built_again_and_not_issued_even_knowingly(cast):
    incident = opened(cast, tlp="GREEN")
    report = drafted(cast, incident)
    assert report.verify_line_id == "Data pemohon terlihat"
    raised(cast, incident, "AMBER")
    for knowingly in (False, True):
        with pytest.raises(Conflict) as refused:
            approve_post_incident(actor=as_actor(cast.head), now=NOW, report=report, knowingly=knowingly)
        assert refused.value.code == "tlp_changed"
    again = approve_post_incident(actor=as_actor(cast.head), now=NOW, report=drafted(cast, incident))
    assert (again.state, again.tlp) == ("issued", "AMBER")
    assert again.verify_line_id == "Laporan pascainsiden INS-2026-0001"


def test_the_tlp_counts_that_the_incident_has_when_the_report_is_issued(cast, monkeypatch):
    incident = opened(cast, tlp="GREEN")
    report = drafted(cast, incident)

    def printing(*given):
        raised(cast, incident, "RED")
        return render(*given)

    monkeypatch.setattr("incidents.services.reports.render", printing)
    with pytest.raises(Conflict) as refused:
        approve_post_incident(actor=as_actor(cast.head), now=NOW, report=report)
    assert refused.value.code == "tlp_changed"
    assert not IssuedReport.objects.issued().exists()


def test_what_everybody_may_read_is_said_anew_at_issue(cast):
    incident = opened(cast, tlp="GREEN")
    report = drafted(cast, incident)
    title = Text(id="Data warga terlihat")
    edit_incident(actor=as_actor(cast.responder), now=NOW, incident=fresh(incident), version=1, title=title)
    issued = approve_post_incident(actor=as_actor(cast.head), now=NOW, report=report, knowingly=True)
    assert issued.verify_line_id == "Data warga terlihat"


def test_a_change_of_tlp_leaves_a_draft_behind_and_letting_somebody_in_does_not(cast):
    incident = opened(cast, tlp="GREEN")
    report = drafted(cast, incident)
    share_with_person(
        actor=as_actor(cast.isms_manager), now=NOW, incident=fresh(incident), person=cast.auditor
    )
    assert drafts_behind(incident) == set()
    raised(cast, incident, "AMBER")
    assert drafts_behind(incident) == {report.pk}


@pytest.mark.parametrize("verb", ["draft", "approve"])
def test_nothing_is_built_or_issued_about_what_is_voided_meanwhile(cast, monkeypatch, verb):
    incident = opened(cast)
    report = drafted(cast, incident)

    def printing(*given):
        void_incident(
            actor=as_actor(cast.isms_manager), now=NOW, incident=fresh(incident), version=1, reason="Ganda"
        )
        return render(*given)

    monkeypatch.setattr("incidents.services.reports.render", printing)
    with pytest.raises(Conflict) as refused:
        if verb == "draft":
            drafted(cast, incident, language="en")
        else:
            approve_post_incident(actor=as_actor(cast.head), now=NOW, report=report, knowingly=True)
    assert refused.value.code == "voided"
    assert [each.state for each in IssuedReport.objects.all()] == ["draft"]


def redacted(cast, fact):
    fact = fresh(fact)
    return redact_fact(
        actor=as_actor(cast.dpo), now=NOW, fact=fact, version=fact.version, reason="Memuat NIK"
    )


def test_a_redaction_withdraws_every_draft_so_that_nobody_approves_the_words(cast):
    incident = opened(cast)
    fact = recorded(cast, incident, what=Text(id="NIK 31710 terlihat"))
    drafts = [drafted(cast, incident, language=each) for each in ("id", "en")]
    other = drafted(cast, opened(cast))
    assert redacted(cast, fact).withdrawn == 2
    for draft in drafts:
        with pytest.raises(Stale):
            approve_post_incident(actor=as_actor(cast.head), now=NOW, report=draft, knowingly=True)
        draft.refresh_from_db()
        assert draft.state == "withdrawn"
    other.refresh_from_db()
    assert other.state == "draft"
    told = TrailEntry.objects.filter(verb="report.withdrawn").first()
    assert told.detail.values["reason"]["after"] == "Teks sebuah fakta dihapus: Memuat NIK"
    assert told.detail.actor_name == cast.dpo.name
    assert "31710" not in drafted(cast, incident).snapshot


def test_a_redaction_names_what_was_issued_with_the_words_and_nothing_else(cast):
    incident = opened(cast)
    before = issue_as(actor=as_actor(cast.head), now=NOW, incident=fresh(incident), language="id")
    fact = recorded(cast, incident, what=Text(id="NIK 31710 terlihat"))
    holding = issue_as(actor=as_actor(cast.head), now=NOW, incident=fresh(incident), language="id")
    done = redacted(cast, fact)
    assert (done.issued, done.withdrawn) == ((holding,), 0)
    for report in (before, holding):
        report.refresh_from_db()
        assert report.state == "issued"


def test_words_that_are_redacted_while_a_draft_is_printed_are_not_kept(cast, monkeypatch):
    incident = opened(cast)
    fact = recorded(cast, incident, what=Text(id="NIK 31710 terlihat"))

    def content(*given):
        found = post_incident_content(*given)
        redacted(cast, fact)
        return found

    monkeypatch.setattr("incidents.services.reports.post_incident_content", content)
    with pytest.raises(Conflict):
        drafted(cast, incident)
    assert not IssuedReport.objects.exists()


@pytest.mark.parametrize("role", ["auditor", "head"])
def test_who_may_not_draft(cast, role):
    with pytest.raises(Refused):
        drafted(cast, opened(cast), getattr(cast, role))
    with pytest.raises(Missing):
        drafted(cast, opened(cast), cast.stranger)


def test_only_a_title_that_may_be_public_stands_on_the_verification_page(cast):
    incident = opened(cast)
    assert verify_lines(incident) == (
        "Laporan pascainsiden INS-2026-0001",
        "Post-incident report INS-2026-0001",
    )
    change_tlp(actor=as_actor(cast.isms_manager), now=NOW, incident=incident, version=1, tlp="GREEN")
    assert verify_lines(fresh(incident)) == ("Data pemohon terlihat", "Data pemohon terlihat")


def test_the_letterhead_falls_back_on_the_names_in_the_tree(cast):
    plain = letterhead_of(cast.smart_city, incident_reported(opened(cast).pk).told_top)
    assert (plain.body, plain.unit) == (cast.pemprov.name, cast.smart_city.name)
    own = Organisation(
        name="Dinas", letterhead_body="PEMERINTAH", letterhead_address="Jalan Contoh 1\n\nJakarta"
    )
    assert letterhead_of(own, "").address == ("Jalan Contoh 1", "Jakarta")


def test_a_number_that_several_use_is_refused_with_the_candidates(cast, sikm, jaki):
    opened(cast)
    actor = as_actor(cast.province_head)
    with pytest.raises(Invalid) as refused:
        incident_named(actor=actor, reference="ins-2026-0001")
    told = [str(each.message) for each in refused.value.problems]
    assert len(told) == 3 and any("[sikm-2020]" in each for each in told)
    assert incident_named(actor=actor, reference="sikm-2020") == sikm
    assert incident_named(actor=as_actor(cast.stranger), reference="INS-2026-0001") == sikm
    with pytest.raises(Missing):
        incident_named(actor=as_actor(cast.responder), reference="INS-2026-0009")


def test_as_the_head_it_is_issued_once(cast):
    incident = opened(cast)
    first = issue_as(actor=as_actor(cast.head), now=NOW, incident=fresh(incident), language="id")
    again = issue_as(actor=as_actor(cast.head), now=NOW, incident=fresh(incident), language="id")
    assert first.state == "issued" and again == first


def test_as_a_responder_it_stays_a_draft_and_an_auditor_gets_none(cast):
    incident = opened(cast)
    draft = issue_as(actor=as_actor(cast.responder), now=NOW, incident=fresh(incident), language="en")
    assert (draft.state, draft.drafted_by) == ("draft", cast.responder)
    with pytest.raises(Refused):
        issue_as(actor=as_actor(cast.auditor), now=NOW, incident=fresh(incident), language="id")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", ["sikm", "jaki"])
def test_the_command_writes_all_four_reports(name, language, request, tmp_path: Path):
    key = request.getfixturevalue(name).case_key
    out = tmp_path / "laporan" / f"{name}-{language}.pdf"
    out.parent.mkdir()
    call_command("issue_report", key, language=language, out=out)
    assert out.read_bytes().startswith(b"%PDF-")
    assert list(out.parent.iterdir()) == [out]
    assert not IssuedReport.objects.exists()


def test_the_command_acts_as_a_person(cast, tmp_path: Path):
    incident = opened(cast)
    out = tmp_path / "laporan.pdf"
    call_command("issue_report", incident.number, "--as", "kepala", language="id", out=out)
    assert IssuedReport.objects.issued().get().subject_label == incident.number
    assert out.read_bytes().startswith(b"%PDF-")


def test_the_command_says_in_a_sentence_what_is_wrong(cast, tmp_path: Path):
    incident = opened(cast, title=Text(en="Leak"))
    folder = tmp_path / "laporan"
    folder.mkdir()
    wrong = [
        {"reference": "INS-1999-0001", "out": folder / "a.pdf"},
        {"reference": incident.number, "out": folder / "tidak-ada" / "a.pdf"},
        {"reference": incident.number, "out": folder},
        {"reference": incident.number, "out": folder / "a.pdf", "person": "siapa-ini"},
        {"reference": incident.number, "out": folder / "a.pdf", "person": "respons-dpmptsp"},
    ]
    for given in wrong:
        given = dict(given)
        with pytest.raises(CommandError):
            call_command("issue_report", given.pop("reference"), language="en", **given)
    assert list(folder.iterdir()) == []
    assert Incident.objects.count() == 1
