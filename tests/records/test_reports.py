"""A report is drafted, approved by a head who did not draft it, kept unchanged, replaced, handed over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.actors import SYSTEM
from accounts.models import TrailEntry
from accounts.roles import Role
from accounts.services.people import assign_role
from accounts.services.verify import verify_trail
from lib.errors import Conflict, Invalid, Missing, Refused, Stale
from records.models import Blob, IssuedReport, ReportState
from records.services.checks import sweep_storage
from records.services.handovers import add_receipt, record_handover
from records.services.reports import approve_report, open_report, withdraw_draft
from tests.records.conftest import printed

pytestmark = pytest.mark.django_db


@pytest.fixture
def approving(cast, actor, now):
    """`approving(report)`: the head approves."""

    def approve(report: IssuedReport, who=None, **given) -> IssuedReport:
        given = {"now": now + timedelta(hours=1), "render": printed} | given
        return approve_report(actor=actor(who or cast.head), report=report, **given)

    return approve


def bytes_of(report: IssuedReport, actor, now) -> bytes:
    with open_report(actor=actor, now=now, report=report) as file:
        return file.read()


def test_a_draft_is_printed_as_a_draft_and_is_nothing_more(drafting, cast, actor, now):
    report = drafting()
    assert (report.number, report.state, report.pages) == (1, "draft", 1)
    content = bytes_of(report, actor(cast.auditor), now)
    assert b"ReportState.DRAFT" in content
    assert b"INS-2026-0007-v1-id-draft.pdf" in content
    assert b"Petugas Respons" in content


def test_the_head_issues_it_and_the_bytes_stay(drafting, approving, cast, actor, now):
    cast.head.position = "Kepala Dinas Kominfotik"
    cast.head.save()
    report = approving(drafting())
    assert (report.state, report.approved_by) == ("issued", cast.head)
    assert report.approved_role == "Kepala Dinas Kominfotik"
    content = bytes_of(report, actor(cast.auditor), now)
    assert b"ReportState.ISSUED" in content
    assert b"INS-2026-0007-v1-id.pdf" in content
    assert report.snapshot_sha256.encode() in content
    assert f"/verify/{report.verify_code[:4]}-".encode() in content
    assert bytes_of(IssuedReport.objects.get(pk=report.pk), actor(cast.head), now) == content


def test_who_drafted_it_cannot_approve_it_even_as_head(drafting, approving, cast, actor, now):
    assign_role(actor=SYSTEM, now=now, person=cast.responder, organisation=cast.diskominfotik, role=Role.HEAD)
    report = drafting()
    with pytest.raises(Refused):
        approving(report, who=cast.responder)
    assert approving(report, who=cast.province_head).approved_by == cast.province_head


@pytest.mark.parametrize("role", [role for role in Role if role != Role.HEAD])
def test_nobody_but_a_head_approves(drafting, approving, cast, role):
    report = drafting(actor=SYSTEM)
    with pytest.raises((Refused, Missing)):
        approving(report, who=cast.by_role[role])
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def test_a_stranger_learns_nothing_of_it_and_a_program_approves_nothing(
    drafting, approving, cast, actor, now
):
    report = drafting(actor=SYSTEM)
    for attempt in (
        lambda: approving(report, who=cast.stranger),
        lambda: withdraw_draft(actor=actor(cast.stranger), now=now, report=report),
        lambda: open_report(actor=actor(cast.stranger), now=now, report=report),
    ):
        with pytest.raises(Missing):
            attempt()
    with pytest.raises(Refused):
        approve_report(actor=SYSTEM, now=now, report=report, render=printed)


def test_the_same_content_again_is_the_report_that_stands(drafting, approving):
    draft = drafting()
    assert drafting() == draft
    issued = approving(draft)
    assert drafting() == issued
    assert IssuedReport.objects.count() == 1
    assert drafting(audience="internal") != issued


def test_other_content_takes_the_drafts_place_and_its_number(drafting, now):
    first = drafting("satu")
    second = drafting("dua")
    first.refresh_from_db()
    assert (first.state, second.state, second.number) == ("withdrawn", "draft", 1)
    assert first.verify_code != second.verify_code


def test_each_version_replaces_the_one_before_and_languages_count_apart(drafting, approving):
    first = approving(drafting("satu"))
    english = approving(drafting("satu", language="en"))
    second = approving(drafting("dua"))
    third = approving(drafting("satu"))
    assert [first.number, second.number, third.number, english.number] == [1, 2, 3, 1]
    assert (second.supersedes, third.supersedes, english.supersedes) == (first, second, None)
    assert first.superseded_by == second
    assert not hasattr(IssuedReport.objects.get(pk=third.pk), "superseded_by")


def test_a_printing_knows_what_it_replaces_and_who_had_the_one_before(drafting, approving, cast, actor, now):
    first = approving(drafting("satu"))
    record_handover(
        actor=actor(cast.head),
        now=now + timedelta(hours=3),
        report=first,
        recipient="BSSN",
        channel="letter",
        moment=now + timedelta(hours=2),
        receipt_reference="TT-12",
    )
    seen = []

    def render(info):
        seen.append(info)
        return printed(info)

    approving(drafting("dua", render=render), render=render)
    for info in seen:
        assert (info.number, info.supersedes.number) == (2, 1)
        assert info.supersedes.snapshot_sha256 == first.snapshot_sha256
        assert [(each.number, each.recipient, each.receipt) for each in info.handed_over] == [
            (1, "BSSN", "TT-12")
        ]
    assert (seen[0].approval, seen[1].approval.name) == (None, "Kepala Dinas")


def test_an_old_page_approves_nothing(drafting, approving):
    report = drafting()
    with pytest.raises(Stale):
        approving(report, version=2)
    replaced = drafting("baru")
    with pytest.raises(Stale):
        approving(report)
    approving(replaced)
    with pytest.raises(Conflict):
        approving(IssuedReport.objects.get(pk=replaced.pk))


def test_a_printer_that_fails_leaves_nothing(drafting, approving):
    def fail(info):
        raise ValueError("no font")

    with pytest.raises(ValueError, match="no font"):
        drafting(render=fail)
    assert not IssuedReport.objects.exists()
    report = drafting()
    with pytest.raises(ValueError, match="no font"):
        approving(report, render=fail)
    report.refresh_from_db()
    assert (report.state, report.version) == ("draft", 1)


def test_a_withdrawn_draft_is_no_longer_handed_out_and_gives_its_number_back(
    drafting, approving, cast, actor, now
):
    report = withdraw_draft(actor=actor(cast.head), now=now, report=drafting())
    with pytest.raises(Conflict):
        open_report(actor=actor(cast.head), now=now, report=report)
    with pytest.raises(Conflict):
        withdraw_draft(actor=actor(cast.head), now=now, report=report)
    assert drafting().number == 1
    issued = approving(IssuedReport.objects.drafts().get())
    with pytest.raises(Conflict):
        withdraw_draft(actor=actor(cast.head), now=now, report=issued)


def test_the_bytes_of_a_replaced_draft_are_swept_and_the_issued_ones_stay(drafting, approving, now):
    report = approving(drafting("satu"))
    drafting("dua")
    drafting("tiga")
    assert Blob.objects.count() == 4
    assert sweep_storage(now=now + timedelta(days=2)).blobs == 1
    assert IssuedReport.objects.get(pk=report.pk).blob is not None


def test_handing_over_needs_an_issued_report_and_a_moment_that_can_be(drafting, approving, cast, actor, now):
    later = now + timedelta(hours=5)
    report = drafting()

    def hand(**given):
        usual = {"recipient": "BSSN", "channel": "email", "moment": now + timedelta(hours=2)}
        return record_handover(actor=actor(cast.dpo), now=later, report=report, **(usual | given))

    with pytest.raises(Conflict):
        hand()
    report = approving(report)
    for wrong, field in (
        ({"moment": now}, "moment"),
        ({"moment": later + timedelta(minutes=1)}, "moment"),
        ({"recipient": " "}, "recipient"),
        ({"recipient": "a\x00b"}, "recipient"),
        ({"channel": "merpati"}, "channel"),
    ):
        with pytest.raises(Invalid) as refusal:
            hand(**wrong)
        assert refusal.value.problems[0].field == field
    with pytest.raises(Refused):
        record_handover(
            actor=actor(cast.auditor), now=later, report=report, recipient="x", channel="email", moment=later
        )
    assert hand().report == report


def test_a_receipt_comes_later_once_and_belongs_to_the_same_body(
    drafting, approving, keeping, cast, actor, now
):
    report = approving(drafting())
    later = now + timedelta(hours=5)
    handover = record_handover(
        actor=actor(cast.dpo), now=later, report=report, recipient="BSSN", channel="letter", moment=later
    )
    elsewhere = keeping(organisation=cast.dpmptsp, actor=actor(cast.stranger))

    def add(**given):
        return add_receipt(actor=actor(cast.dpo), now=later, handover=handover, **given)

    with pytest.raises(Missing):
        add(receipt=elsewhere)
    with pytest.raises(Invalid):
        add()
    add(receipt=keeping(b"tanda terima"))
    with pytest.raises(Conflict):
        add(receipt_reference="TT-2")


def test_everything_that_happened_to_it_stands_in_the_trail_of_its_subject(
    drafting, approving, cast, actor, now
):
    report = approving(drafting())
    bytes_of(report, actor(cast.auditor), now)
    entries = TrailEntry.objects.about("incident", 7).order_by("sequence")
    assert list(entries.values_list("verb", flat=True)) == [
        "report.drafted",
        "report.issued",
        "report.downloaded",
    ]
    assert verify_trail().holds
