"""Controls with their review follow-up, and versions of the Statement of Applicability."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.actors import SYSTEM
from compliance.models import Control, Justification, Requirement, Statement
from compliance.reviews import months_after, next_review
from compliance.selectors import disagreements
from compliance.services.controls import (
    ControlSheet,
    create_control,
    edit_control,
    plan_next_reviews,
    sheet_of,
)
from compliance.services.statements import create_statement
from followups.models import FollowUp
from followups.services.followups import complete
from lib.errors import Conflict, Invalid, Refused, Stale
from lib.texts import Text
from lib.zones import zone_info
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db
DUE = NOW + timedelta(days=30)


def made(cast, who=None, **sheet) -> Control:
    values = {"title": Text(id="Uji isolasi sesi"), **sheet}
    return create_control(
        actor=as_actor(who or cast.isms_manager),
        now=NOW,
        organisation=cast.diskominfotik,
        sheet=ControlSheet(**values),
    )


def reviewed(cast, **sheet) -> Control:
    return made(cast, owner=cast.responder, review_every_months=6, review_due=DUE, **sheet)


def changed(cast, control, **changes) -> Control:
    control = Control.objects.get(pk=control.pk)
    return edit_control(
        actor=as_actor(cast.isms_manager),
        now=NOW,
        control=control,
        version=control.version,
        sheet=replace(sheet_of(control), **changes),
    )


def test_a_review_date_is_a_follow_up_of_the_owner(cast):
    review = reviewed(cast).review
    assert (review.kind, review.owner, review.due_at) == ("review", cast.responder, DUE)
    assert review.subjects.get().kind == "control"


def test_the_review_moves_and_changes_hands_with_the_control(cast):
    control = reviewed(cast)
    changed(cast, control, owner=cast.second_responder, review_due=DUE + timedelta(days=5))
    review = FollowUp.objects.get()
    assert (review.owner, review.due_at) == (cast.second_responder, DUE + timedelta(days=5))
    changed(cast, control, review_due=None)
    assert FollowUp.objects.get().state == "cancelled"
    changed(cast, control, review_due=DUE)
    assert FollowUp.objects.open().count() == 1


def test_a_review_that_was_done_is_followed_by_the_next(cast):
    control = reviewed(cast)
    complete(actor=as_actor(cast.responder), now=NOW, follow_up=control.review, note="Diuji")
    assert plan_next_reviews(actor=SYSTEM, now=NOW) == 1
    assert plan_next_reviews(actor=SYSTEM, now=NOW) == 0
    following = Control.objects.get().review
    assert following.due_at == months_after(DUE, 6, "Asia/Jakarta")
    assert FollowUp.objects.count() == 2


def test_a_review_needs_somebody_and_a_possible_rhythm(cast):
    with pytest.raises(Invalid):
        made(cast, review_due=DUE)
    for months in (0, 61):
        with pytest.raises(Invalid):
            made(cast, owner=cast.responder, review_every_months=months)
    with pytest.raises(Invalid):
        made(cast, title=Text(id=" "))
    assert not Control.objects.exists() and not FollowUp.objects.exists()


def test_only_the_isms_manager_changes_controls(cast):
    for person in (cast.responder, cast.auditor, cast.head, cast.stranger):
        with pytest.raises(Refused):
            made(cast, person)
    control = made(cast)
    with pytest.raises(Stale):
        edit_control(
            actor=as_actor(cast.isms_manager),
            now=NOW,
            control=control,
            version=9,
            sheet=sheet_of(control),
        )


@given(
    hours=st.integers(0, 24 * 36_500),
    months=st.integers(1, 60),
)
def test_months_keep_clock_time_and_land_in_the_right_month(hours, months):
    at = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    zone = zone_info("Asia/Jakarta")
    before, after = at.astimezone(zone), months_after(at, months, "Asia/Jakarta").astimezone(zone)
    assert (after.year * 12 + after.month) - (before.year * 12 + before.month) == months
    assert after.day <= before.day and after.time() == before.time()


def test_the_last_day_of_a_longer_month_becomes_the_last_of_a_shorter():
    at = datetime(2026, 1, 31, 3, 0, tzinfo=UTC)
    assert months_after(at, 1, "Asia/Jakarta") == datetime(2026, 2, 28, 3, 0, tzinfo=UTC)


def test_the_rhythm_holds_unless_the_review_came_too_late():
    due = datetime(2026, 1, 10, tzinfo=UTC)
    early = next_review(due=due, done=due - timedelta(days=3), months=6, zone="UTC")
    late = next_review(due=due, done=due + timedelta(days=300), months=6, zone="UTC")
    assert early == datetime(2026, 7, 10, tzinfo=UTC)
    assert late > due + timedelta(days=300)


def drafted(cast, framework, who=None) -> Statement:
    return create_statement(
        actor=as_actor(who or cast.isms_manager),
        now=NOW,
        organisation=cast.diskominfotik,
        framework=framework,
    )


def test_a_statement_begins_with_a_row_for_each_of_93_controls(cast, framework):
    statement = drafted(cast, framework)
    assert (statement.number, statement.rows.count()) == (1, 93)
    with pytest.raises(Conflict):
        drafted(cast, framework)
    with pytest.raises(Refused):
        drafted(cast, framework, cast.auditor)


def test_the_next_version_begins_with_what_the_last_one_says(cast, framework):
    first = drafted(cast, framework)
    row = first.rows.get(requirement__code="A.8.29")
    row.applicability, row.status = "included", "partial"
    row.save()
    Justification.objects.create(row=row, kind="law", text_id="UU 27/2022")
    Statement.objects.update(state="superseded")
    second = drafted(cast, framework)
    copied = second.rows.get(requirement__code="A.8.29")
    assert (second.number, copied.applicability, copied.status) == (2, "included", "partial")
    assert copied.justifications.get().text_id == "UU 27/2022"


def test_a_control_that_says_otherwise_is_a_disagreement(cast, framework):
    statement = drafted(cast, framework)
    requirement = Requirement.objects.get(code="A.8.29")
    control = made(cast, status="implemented", requirements=(requirement,))
    row = statement.rows.get(requirement=requirement)
    row.control = control
    row.save()
    assert disagreements(statement) == [row]
    row.status = "implemented"
    row.save()
    assert disagreements(statement) == []
