"""Who may do what, as a table that can be read aloud; a change of the policy must change this page too."""

from __future__ import annotations

import pytest

from accounts.policy import SCOPES, TABLE, Action, is_read, roles_for, scope_allows, scopes_there_are
from accounts.roles import Role

COLUMNS = [
    Role.REPORTER,
    Role.RESPONDER,
    Role.ISMS_MANAGER,
    Role.DPO,
    Role.HEAD,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
]
#                        reporter  responder  isms  dpo  head  auditor  administrator
WHO_MAY = """
event.report                x         x        x     x    x      x          x
event.read                  .         x        x     x    x      x          .
event.assess                .         x        x     x    .      .          .
incident.read               .         x        x     x    x      x          .
incident.create             .         x        x     x    .      .          .
incident.edit               .         x        x     x    .      .          .
incident.share              .         .        x     x    x      .          .
incident.close              .         x        x     x    x      .          .
fact.record                 .         x        x     x    .      .          .
fact.settle                 .         x        x     x    .      .          .
personal_data.read          .         .        x     x    .      .          .
follow_up.read              .         x        x     x    x      x          .
follow_up.create            .         x        x     x    x      x          .
follow_up.edit              .         x        x     x    x      .          .
follow_up.complete          .         x        x     x    x      .          .
follow_up.verify            .         .        x     x    x      x          .
evidence.read               .         x        x     x    x      x          .
evidence.add                .         x        x     x    .      .          .
evidence.void               .         .        x     x    .      .          .
report.read                 .         x        x     x    x      x          .
report.draft                .         x        x     x    .      .          .
report.approve              .         .        .     .    x      .          .
report.hand_over            .         .        x     x    x      .          .
asset.read                  x         x        x     x    x      x          x
asset.edit                  .         x        x     .    .      .          .
control.read                .         x        x     x    x      x          .
control.edit                .         .        x     .    .      .          .
requirement.read            x         x        x     x    x      x          x
trail.read                  .         .        x     x    x      x          .
trail.erase                 .         .        x     x    .      .          .
system_trail.read           .         .        .     .    .      x          x
organisation.read           x         x        x     x    x      x          x
organisation.edit           .         .        .     .    .      .          x
person.read                 x         x        x     x    x      x          x
person.edit                 .         .        .     .    .      .          x
person.move                 .         .        .     .    .      .          x
token.own                   x         x        x     x    x      x          x
delivery.read               .         .        .     .    .      .          x
delivery.retry              .         .        .     .    .      .          x
"""
ROWS = [line.split() for line in WHO_MAY.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_action_is_for_the_roles_of_the_table(row):
    action, *marks = row
    assert {role for role, mark in zip(COLUMNS, marks, strict=True) if mark == "x"} == roles_for(action)


def test_the_table_is_complete():
    assert {row[0] for row in ROWS} == {str(action) for action in Action} == {str(key) for key in TABLE}


def test_an_action_that_is_not_in_the_table_is_for_nobody():
    assert roles_for("incident.delete") == frozenset()
    assert roles_for("") == frozenset()


@pytest.mark.parametrize(
    ("scopes", "action", "allowed"),
    [
        (None, Action.INCIDENT_EDIT, True),
        ({"incidents:read"}, Action.INCIDENT_READ, True),
        ({"incidents:read"}, Action.INCIDENT_EDIT, False),
        ({"incidents:write"}, Action.INCIDENT_EDIT, True),
        ({"incidents:write"}, Action.INCIDENT_READ, True),
        ({"incidents:write"}, Action.FACT_RECORD, True),
        ({"incidents:write"}, Action.FOLLOW_UP_READ, False),
        ({"follow-ups:write"}, Action.FOLLOW_UP_COMPLETE, True),
        ({"incidents:write"}, Action.PERSON_EDIT, False),
        ({"incidents:write"}, Action.TRAIL_READ, False),
        ({"incidents:write"}, Action.PERSONAL_DATA_READ, False),
        (set(), Action.INCIDENT_READ, False),
        ({"everything"}, Action.INCIDENT_READ, False),
    ],
)
def test_a_scope_narrows_a_token(scopes, action, allowed):
    assert scope_allows(None if scopes is None else frozenset(scopes), action) is allowed


def test_no_scope_reaches_tokens_or_the_trail():
    families = {family for families in SCOPES.values() for family in families}
    assert families.isdisjoint({"token", "trail", "system_trail", "personal_data"})


def test_no_scope_changes_people_or_organisations():
    everything = frozenset({*scopes_there_are(), "people:write", "organisations:write"})
    assert not scope_allows(everything, Action.PERSON_EDIT)
    assert not scope_allows(everything, Action.ORGANISATION_EDIT)
    assert {"people:write", "organisations:write"}.isdisjoint(scopes_there_are())
    assert {"people:read", "organisations:read", "reports:write"} <= set(scopes_there_are())


def test_only_what_ends_in_read_is_reading():
    assert {action for action in Action if is_read(action)} == {
        action for action in Action if action.value.endswith(".read")
    }
