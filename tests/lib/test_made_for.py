"""Subqueries whose SQL is kept for all who reach the same: nobody is answered with somebody else's."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models import Expression

from accounts.actors import Actor
from accounts.models import Organisation, Person
from accounts.policy import Action
from accounts.roles import Role
from accounts.services.people import assign_role
from followups.models import FollowUp
from followups.services.creation import create_follow_up
from incidents.models import Incident
from incidents.services.sharing import share_with_organisation
from lib.db.counting import CountOf
from lib.db.made_once import MadeFor
from tests.incidents.making import opened
from tests.people import NOW, Cast, as_actor

pytestmark = pytest.mark.django_db


class Watched:
    """The open follow-ups that an asker may see under an organisation, or late by now; counts how often."""

    def __init__(self) -> None:
        self.made = 0
        self.late = MadeFor(self._late)

    def _late(self, actor: Actor, organisation: Expression, now: Expression) -> CountOf:
        self.made += 1
        return CountOf(FollowUp.objects.visible_to(actor).filter(organisation=organisation).overdue(now))

    def seen_by(self, person: Person, organisation: Organisation, now: datetime = NOW) -> int:
        actor = as_actor(person)
        late = self.late(actor, actor.reach(Action.FOLLOW_UP_READ), now=now)
        return int(Organisation.objects.annotate(late=late).get(pk=organisation.pk).late)


@pytest.fixture
def watched(cast: Cast) -> Watched:
    """Something is late by tomorrow."""
    create_follow_up(
        actor=as_actor(cast.isms_manager),
        now=NOW,
        organisation=cast.diskominfotik,
        title_id="Ganti kata sandi konsol",
        owner=cast.responder,
        due_at=NOW + timedelta(hours=2),
    )
    return Watched()


def test_each_is_answered_by_their_own_reach_whoever_asked_before(cast: Cast, watched: Watched) -> None:
    later = NOW + timedelta(days=1)
    for _twice in range(2):
        assert watched.seen_by(cast.isms_manager, cast.diskominfotik, later) == 1
        assert watched.seen_by(cast.stranger, cast.diskominfotik, later) == 0
        assert watched.seen_by(cast.nobody, cast.diskominfotik, later) == 0
        assert watched.seen_by(cast.isms_manager, cast.smart_city, later) == 0
    assert watched.made == 3


def test_the_moment_of_asking_is_not_kept(cast: Cast, watched: Watched) -> None:
    assert watched.seen_by(cast.isms_manager, cast.diskominfotik, NOW) == 0
    assert watched.seen_by(cast.isms_manager, cast.diskominfotik, NOW + timedelta(days=1)) == 1
    assert watched.seen_by(cast.isms_manager, cast.diskominfotik, NOW) == 0
    assert watched.made == 1


def test_a_new_role_reaches_further_at_once(cast: Cast, watched: Watched) -> None:
    later = NOW + timedelta(days=1)
    assert watched.seen_by(cast.nobody, cast.diskominfotik, later) == 0
    assign_role(
        actor=as_actor(cast.administrator),
        now=NOW,
        person=cast.nobody,
        organisation=cast.diskominfotik,
        role=Role.AUDITOR,
    )
    assert watched.seen_by(cast.nobody, cast.diskominfotik, later) == 1


def test_a_grant_reaches_further_at_once(cast: Cast) -> None:
    incident = opened(cast)
    seen = MadeFor(lambda actor, _key, _now: CountOf(Incident.objects.visible_to(actor)))

    def count() -> int:
        actor = as_actor(cast.stranger)
        asked = Person.objects.annotate(seen=seen(actor, actor.reach(Action.INCIDENT_READ)))
        return int(asked.get(pk=cast.stranger.pk).seen)

    assert count() == 0
    share_with_organisation(
        actor=as_actor(cast.isms_manager), now=NOW, incident=incident, organisation=cast.dpmptsp
    )
    assert count() == 1


def test_nothing_is_kept_for_an_actor_of_very_many_grants(cast: Cast, watched: Watched) -> None:
    actor = as_actor(cast.isms_manager)
    late = watched.late(actor, None, now=NOW + timedelta(days=1))
    for times in (1, 2):
        assert Organisation.objects.annotate(late=late).get(pk=cast.diskominfotik.pk).late == 1
        assert watched.made == times


def test_what_is_kept_does_not_grow_without_end(
    cast: Cast, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.db.made_once.MOST_KEPT", 1)
    for _twice in range(2):
        watched.seen_by(cast.isms_manager, cast.diskominfotik)
        watched.seen_by(cast.stranger, cast.diskominfotik)
    assert watched.made == 4
