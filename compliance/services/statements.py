"""The Statement of Applicability: a new version with a row for each control (ISO/IEC 27001 6.1.3 d)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Organisation
from accounts.policy import Action
from accounts.services.trail import Subject, writing
from compliance.models import Framework, Justification, Requirement, Statement, StatementRow
from lib.errors import Conflict, Invalid


def subject_of(statement: Statement) -> Subject:
    """How the trail names a version of a statement."""
    return Subject("statement", statement.pk, statement.public_id, str(statement))


def create_statement(
    *, actor: Actor, now: datetime, organisation: Organisation, framework: Framework
) -> Statement:
    """Begin the next version as a draft: what the version before says, and every control it lacks.

    There is one draft at a time. Raises `Refused`, `Invalid` for a framework without controls, `Conflict`.
    """
    policy.require_in(actor, Action.CONTROL_EDIT, organisation.pk)
    controls = list(Requirement.objects.filter(framework=framework).controls())
    if not controls:
        raise Invalid(_("This framework has no controls to state anything about."), field="framework")
    with writing() as book:
        last = Statement.objects.filter(organisation=organisation, framework=framework).first()
        try:
            with transaction.atomic():
                statement = Statement.objects.create(
                    organisation=organisation,
                    framework=framework,
                    number=last.number + 1 if last else 1,
                    created_at=now,
                )
        except IntegrityError as error:
            raise Conflict(_("There is a draft of the statement already. Work on that one.")) from error
        _write_rows(statement, controls, last)
        book.record(
            actor=actor,
            now=now,
            verb="statement.drafted",
            organisation=organisation,
            access=statement.access,
            subjects=[subject_of(statement)],
            changes={"number": (last.number if last else None, statement.number)},
        )
    return statement


def _write_rows(statement: Statement, controls: list[Requirement], last: Statement | None) -> None:
    """A row for each control, with what the last version said of it."""
    before = {each.requirement_id: each for each in last.rows.all()} if last else {}
    rows = []
    for control in controls:
        row = StatementRow(statement=statement, requirement=control)
        known = before.get(control.pk)
        if known is not None:
            row.applicability, row.status, row.control_id = (
                known.applicability,
                known.status,
                known.control_id,
            )
        rows.append(row)
    StatementRow.objects.bulk_create(rows)
    by_requirement = {row.requirement_id: row for row in rows}
    reasons = Justification.objects.filter(row__statement=last).select_related("row") if last else ()
    Justification.objects.bulk_create(
        Justification(
            row=by_requirement[each.row.requirement_id],
            kind=each.kind,
            text_id=each.text_id,
            text_en=each.text_en,
        )
        for each in reasons
        if each.row.requirement_id in by_requirement
    )
