"""People who change to another organisation: what ends, what stays, and who takes over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.actors import SYSTEM, Actor
from accounts.models import Membership, Organisation, Person, TrailEntry
from accounts.roles import Role
from accounts.selectors import successors_for, successors_of_all
from accounts.services.leaving import deactivate_person
from accounts.services.moving import move_person
from accounts.services.people import assign_role
from accounts.services.verify import verify_trail
from followups.models import FollowUp
from followups.services.followups import create_follow_up
from lib.errors import Conflict, Invalid, Refused, Stale
from tests.people import NOW, Cast, add_person, as_actor

pytestmark = pytest.mark.django_db


def moved(cast: Cast, person: Person, home: Organisation, **more: object) -> Person:
    """The province's administrator moves somebody; roles end unless said otherwise."""
    given = {
        "actor": as_actor(cast.province_administrator),
        "now": NOW,
        "keep_roles": False,
        "version": person.version,
    }
    return move_person(person=person, home=home, **(given | more))


def follow_up(cast: Cast, owner: Person, organisation: Organisation) -> FollowUp:
    return create_follow_up(
        actor=SYSTEM,
        now=NOW,
        organisation=organisation,
        owner=owner,
        due_at=NOW + timedelta(days=3),
        title_id="Perbarui kata sandi",
    )


def standing(person: Person) -> set[tuple[str, str]]:
    rows = Membership.objects.current(NOW).filter(person=person)
    return {(each.organisation.short, each.role) for each in rows.select_related("organisation")}


def test_whoever_moves_belongs_elsewhere_and_their_roles_in_the_old_place_end(cast):
    assign_role(
        actor=SYSTEM, now=NOW, person=cast.responder, organisation=cast.dpmptsp, role=Role.ISMS_MANAGER
    )
    person = moved(cast, cast.responder, cast.dpmptsp)
    assert Person.objects.get(pk=person.pk).home == cast.dpmptsp
    assert standing(person) == {("DPMPTSP", "isms_manager")}
    assert not as_actor(person).may_in(cast.diskominfotik.pk, "incident.read")


def test_roles_stay_by_choice_and_what_is_owed_with_them(cast):
    task = follow_up(cast, cast.responder, cast.diskominfotik)
    person = moved(cast, cast.responder, cast.dpmptsp, keep_roles=True)
    assert standing(person) == {("Diskominfotik", "responder")}
    task.refresh_from_db()
    assert task.owner == person


def test_what_is_then_out_of_reach_goes_to_a_successor_and_only_that(cast):
    for place in (cast.smart_city, cast.dpmptsp):
        assign_role(actor=SYSTEM, now=NOW, person=cast.responder, organisation=place, role=Role.RESPONDER)
    lost = follow_up(cast, cast.responder, cast.diskominfotik)
    kept = [follow_up(cast, cast.responder, place) for place in (cast.smart_city, cast.dpmptsp)]
    with pytest.raises(Conflict) as refused:
        moved(cast, cast.responder, cast.dpmptsp)
    assert refused.value.field == "successor"
    assert "1 tugas orang ini" in str(refused.value)
    cast.responder.refresh_from_db()
    assert cast.responder.home == cast.diskominfotik
    assert ("Diskominfotik", "responder") in standing(cast.responder)
    moved(cast, cast.responder, cast.dpmptsp, successor=cast.second_responder)
    lost.refresh_from_db()
    assert lost.owner == cast.second_responder
    assert {each.owner for each in FollowUp.objects.filter(pk__in=[one.pk for one in kept])} == {
        cast.responder
    }


def test_whoever_leaves_is_followed_only_by_who_reaches_everything_they_owe(cast):
    for place in (cast.diskominfotik, cast.dpmptsp):
        assign_role(actor=SYSTEM, now=NOW, person=cast.responder, organisation=place, role=Role.RESPONDER)
        follow_up(cast, cast.responder, place)
    admin = as_actor(cast.province_administrator)
    offered = list(successors_of_all(admin, cast.responder, NOW))
    assert cast.province_head in offered and cast.second_responder not in offered
    for person in Person.objects.active().exclude(pk=cast.responder.pk):
        assert (person in offered) == _could_follow(admin, cast.responder, person), person


def test_nobody_is_asked_more_of_than_is_owed(cast):
    admin = as_actor(cast.administrator)
    offered = set(successors_of_all(admin, cast.responder, NOW))
    assert cast.second_responder in offered
    assert offered == set(successors_for(admin, cast.responder, NOW))


def test_the_page_says_when_nobody_reaches_all_of_it(cast, portal):
    follow_up(cast, cast.responder, cast.diskominfotik)
    page = f"/people/{cast.responder.public_id}/deactivate/"
    words = "Tidak ada yang menjangkau semuanya."
    assert words not in portal(cast.administrator).get(page).content.decode()
    Membership.objects.exclude(person__in=(cast.administrator, cast.responder)).delete()
    assert words in portal(cast.administrator).get(page).content.decode()


def _could_follow(admin: Actor, leaver: Person, person: Person) -> bool:
    """Whether the service takes that successor; nothing is left of the try."""
    leaver = Person.objects.get(pk=leaver.pk)
    with transaction.atomic():
        try:
            deactivate_person(actor=admin, now=NOW, person=leaver, version=leaver.version, successor=person)
            return True
        except Invalid:
            return False
        finally:
            transaction.set_rollback(True)


def test_a_successor_who_cannot_reach_it_is_refused_and_nothing_has_happened(cast):
    follow_up(cast, cast.responder, cast.diskominfotik)
    for successor in (cast.stranger, cast.responder, Person(is_active=False)):
        with pytest.raises(Invalid) as refused:
            moved(cast, cast.responder, cast.dpmptsp, successor=successor)
        assert refused.value.field == "successor"
        cast.responder.refresh_from_db()
        assert cast.responder.home == cast.diskominfotik


def test_the_trail_of_both_places_says_so(cast):
    moved(cast, cast.responder, cast.dpmptsp)
    entries = TrailEntry.objects.filter(verb="person.moved")
    assert {each.organisation_id for each in entries} == {cast.diskominfotik.pk, cast.dpmptsp.pk}
    values = {"before": "Diskominfotik", "after": "DPMPTSP"}
    assert [each.detail.values["home"] for each in entries] == [values, values]
    assert TrailEntry.objects.filter(verb="role.ended").exists()
    assert verify_trail().holds


def test_it_takes_an_administrator_of_both_places(cast):
    with pytest.raises(Refused):
        moved(cast, cast.responder, cast.dpmptsp, actor=as_actor(cast.administrator))
    with pytest.raises(Refused):
        moved(cast, cast.stranger, cast.smart_city, actor=as_actor(cast.administrator))
    with pytest.raises(Refused):
        moved(cast, cast.responder, cast.smart_city, actor=as_actor(cast.head))
    moved(cast, cast.responder, cast.smart_city, actor=as_actor(cast.administrator))


def test_where_nobody_can_go(cast):
    with pytest.raises(Invalid):
        moved(cast, cast.responder, cast.diskominfotik)
    with pytest.raises(Invalid):
        moved(cast, cast.responder, cast.outside, actor=SYSTEM)
    with pytest.raises(Conflict):
        moved(cast, cast.province_administrator, cast.dpmptsp)
    with pytest.raises(Stale):
        moved(cast, cast.responder, cast.dpmptsp, version=9)
    gone = deactivate_person(actor=SYSTEM, now=NOW, person=cast.second_responder, version=1)
    with pytest.raises(Conflict):
        moved(cast, gone, cast.dpmptsp)
    assert not TrailEntry.objects.filter(verb="person.moved").exists()


def test_the_last_administrator_of_a_place_moves_only_with_the_role(cast):
    with pytest.raises(Conflict):
        moved(cast, cast.province_administrator, cast.dpmptsp, actor=SYSTEM)
    moved(cast, cast.province_administrator, cast.dpmptsp, actor=SYSTEM, keep_roles=True, version=1)


def test_an_administrator_moves_somebody_on_the_page(cast, portal):
    add_person("jsc-1", "Analis JSC", cast.smart_city, Role.RESPONDER)
    task = follow_up(cast, cast.responder, cast.diskominfotik)
    page = f"/people/{cast.responder.public_id}/"
    admin = portal(cast.administrator)
    assert f"{page}move/" in admin.get(page).content.decode()
    form = {"home": str(cast.smart_city.public_id), "roles": "end", "version": "1"}
    refused = admin.post(f"{page}move/", form)
    assert (refused.status_code, "successor" in refused.context["form"].errors) == (422, True)
    assert "Diskominfotik" in refused.content.decode() or "Dinas Komunikasi" in refused.content.decode()
    done = admin.post(f"{page}move/", form | {"successor": str(cast.second_responder.public_id)})
    assert (done.status_code, done["Location"]) == (303, page)
    task.refresh_from_db()
    assert task.owner == cast.second_responder
    assert admin.get(page).context["person"].home == cast.smart_city


def test_the_page_offers_only_other_places_that_one_administers(cast, portal):
    places = portal(cast.administrator).get(f"/people/{cast.responder.public_id}/move/").context["form"]
    assert list(places.fields["home"].queryset) == [cast.smart_city]
    form = {"home": str(cast.dpmptsp.public_id), "roles": "end", "version": "1"}
    answer = portal(cast.administrator).post(f"/people/{cast.responder.public_id}/move/", form)
    assert (answer.status_code, "home" in answer.context["form"].errors) == (422, True)
