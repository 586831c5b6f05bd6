"""Who sees what: membership reaches down, nothing reaches a sibling but by grant, RED names its people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.actors import SYSTEM, Actor, actor_for_person, actors_for_people
from accounts.models import Access, AccessGrant, Organisation, Person, PersonalValue
from accounts.models.access import lets_in
from accounts.policy import Action, require
from accounts.roles import GrantLevel, Role
from accounts.selectors import get_visible
from accounts.services.access import change_access, create_access, grant, revoke
from accounts.services.following import follow_access
from accounts.services.people import assign_role, end_role
from accounts.services.personal import keep_personal
from accounts.services.service_accounts import create_service
from accounts.services.tokens import actor_of_secret, issue_token
from accounts.services.trail import Subject
from accounts.told import MANY_GRANTS, telling_of_people, told_now, told_of_person
from lib.errors import Conflict, Invalid, Missing, Refused, Stale
from lib.ids import new_public_id
from lib.tlp import Tlp
from tests.people import NOW, as_actor

SUBJECT = Subject("incident", 1, new_public_id(), "INS-2026-0001")


@pytest.fixture
def thing(cast, now):
    """Something of Diskominfotik with an access of its own: a personal value, which every room could have."""

    def make(organisation=None, *, by=SYSTEM, **access):
        at = organisation or cast.diskominfotik
        made = create_access(actor=by, now=now, organisation=at, **access)
        return keep_personal(now=now, organisation=at, access=made, kind="telepon", text="0812")

    return make


def sees(actor, thing, action=Action.PERSONAL_DATA_READ) -> bool:
    """Whether reading through the queryset finds it; seeking it and asking the policy say the same."""
    found = PersonalValue.objects.visible_to(actor).filter(pk=thing.pk).exists()
    assert found == PersonalValue.objects.sought_by(actor).filter(pk=thing.pk).exists()
    assert found == actor.may(action, thing)
    grants = AccessGrant.objects.standing().filter(access=thing.access)
    by_grant = grants.reaching(actor, action).exists()
    assert by_grant == any(
        lets_in(each, each.access.tlp, actor, action) for each in grants.select_related("access")
    )
    if actor.person_id:
        assert_told_alike(Person.objects.select_related("home").get(pk=actor.person_id))
    return found


def assert_told_alike(person: Person) -> None:
    """Whoever comes with roles and grants, as a session does, reaches what the database answers."""
    assert_alike(as_actor(person), actor_for_person(person, now=NOW, told=told_now(person, NOW)))


def assert_alike(asked: Actor, told: Actor) -> None:
    assert told == asked and told.told_grants is not None and asked.told_grants is None
    for action in Action:
        by_grant = AccessGrant.objects.reaching(asked, action).values_list("access", flat=True)
        assert set(told.grants.accesses(action)) == set(asked.grants.accesses(action)) == set(by_grant)
        everything = set(AccessGrant.objects.values_list("access", flat=True))
        assert told.grants.letting_in(action, everything) == asked.grants.letting_in(action, everything)


def test_a_role_reaches_its_organisation_and_what_is_below(cast, actor, thing):
    assert sees(actor(cast.dpo), thing())
    assert sees(actor(cast.dpo), thing(cast.smart_city))
    assert not sees(actor(cast.dpo), thing(cast.pemprov))


def test_nothing_reaches_a_sibling(cast, actor, thing):
    assert not sees(actor(cast.sibling_manager), thing())
    assert not sees(actor(cast.dpo), thing(cast.dpmptsp))


def test_a_role_that_may_not_read_sees_nothing(cast, actor, thing):
    for nobody in (cast.reporter, cast.administrator, cast.nobody):
        assert not sees(actor(nobody), thing())


def test_a_grant_lets_the_sibling_organisation_in(cast, actor, now, thing):
    shared = thing()
    given = grant(
        actor=actor(cast.dpo), now=now, access=shared.access, organisation=cast.dpmptsp, subject=SUBJECT
    )
    assert sees(actor(cast.sibling_manager), shared)
    assert not sees(actor(cast.stranger), shared), "a grant does not widen what a role may do"
    revoke(actor=actor(cast.dpo), now=now, grant=given, subject=SUBJECT)
    assert not sees(actor(cast.sibling_manager), shared)


def test_a_grant_to_read_does_not_let_anybody_change(cast, actor, now, thing):
    shared = thing()
    grant(
        actor=actor(cast.dpo),
        now=now,
        access=shared.access,
        organisation=cast.dpmptsp,
        level=GrantLevel.READ,
        subject=SUBJECT,
    )
    manager = actor(cast.sibling_manager)
    assert manager.may(Action.INCIDENT_READ, shared)
    assert not manager.may(Action.INCIDENT_EDIT, shared)
    with pytest.raises(Refused):
        require(manager, Action.INCIDENT_EDIT, shared)


def test_red_is_for_named_people_only(cast, actor, now, thing):
    red = thing(by=actor(cast.isms_manager), tlp=Tlp.RED)
    assert sees(actor(cast.isms_manager), red), "who writes it sees it"
    assert not sees(actor(cast.dpo), red), "a role alone is not enough"
    assert not sees(actor(cast.province_head), red)
    grant(actor=actor(cast.isms_manager), now=now, access=red.access, person=cast.dpo, subject=SUBJECT)
    assert sees(actor(cast.dpo), red)


def test_red_goes_to_no_organisation_and_an_older_grant_to_one_rests(cast, actor, now, thing):
    shared = thing(by=actor(cast.isms_manager))
    grant(actor=actor(cast.dpo), now=now, access=shared.access, organisation=cast.dpmptsp, subject=SUBJECT)
    change_access(
        actor=actor(cast.isms_manager),
        now=now,
        access=shared.access,
        version=1,
        tlp=Tlp.RED,
        subject=SUBJECT,
    )
    shared = PersonalValue.objects.get(pk=shared.pk)
    assert not sees(actor(cast.sibling_manager), shared)
    with pytest.raises(Invalid):
        grant(
            actor=actor(cast.isms_manager),
            now=now,
            access=shared.access,
            organisation=cast.dpmptsp,
            subject=SUBJECT,
        )


def test_an_access_that_follows_a_red_one_shuts_organisations_out_in_the_same_breath(cast, actor, now, thing):
    manager, guest = actor(cast.isms_manager), actor(cast.sibling_manager)
    left, red = thing(by=manager), thing(by=manager, tlp=Tlp.RED)
    for each in (left, red):
        AccessGrant.objects.create(access=each.access, organisation=cast.dpmptsp, granted_at=now)
    AccessGrant.objects.create(access=left.access, person=cast.isms_manager, granted_at=now)
    assert sees(guest, left)
    follow_access(actor=guest, now=now, left=left.access, access=red.access, subject=SUBJECT)
    assert not sees(guest, left)


def test_a_token_tells_what_its_owner_is_let_into(cast, thing):
    for what, whom in ((thing(), {"organisation": cast.dpmptsp}), (thing(), {"person": cast.responder})):
        AccessGrant.objects.create(access=what.access, granted_at=NOW, **whom)
    there = create_service(actor=SYSTEM, now=NOW, organisation=cast.dpmptsp, name="Tiket")
    assign_role(actor=SYSTEM, now=NOW, service=there, organisation=cast.dpmptsp, role=Role.ISMS_MANAGER)
    scopes, until = frozenset({"incidents:read"}), NOW + timedelta(days=1)
    let_in = {there: True, cast.service: False, cast.responder: True}
    for owner, one_thing in let_in.items():
        kind = "person" if isinstance(owner, Person) else "service"
        _token, secret = issue_token(
            actor=SYSTEM, now=NOW, label="t", scopes=scopes, expires_at=until, **{kind: owner}
        )
        told, _token = actor_of_secret(secret=secret, now=NOW)
        assert_alike(as_actor(owner, scopes=scopes), told)
        assert len(told.grants.accesses(Action.INCIDENT_READ)) == one_thing


def test_somebody_with_more_grants_than_are_told_is_let_in_all_the_same(cast, thing):
    shared = thing()
    others = [Access(organisation=cast.diskominfotik) for _each in range(MANY_GRANTS)]
    accesses = [shared.access, *Access.objects.bulk_create(others)]
    given = [AccessGrant(access=each, organisation=cast.dpmptsp, granted_at=NOW) for each in accesses]
    AccessGrant.objects.bulk_create(given[1:])
    assert len(_of_a_session(cast.stranger).told_grants) == MANY_GRANTS
    given[0].save()
    session, judged = _of_a_session(cast.stranger), actors_for_people([cast.stranger], now=NOW)
    assert session.many_grants and session.told_grants is None
    assert len(judged[cast.stranger.pk].told_grants) == MANY_GRANTS + 1
    for told in (session, judged[cast.stranger.pk]):
        assert told.may(Action.INCIDENT_EDIT, shared)
        assert not isinstance(told.grants.accesses(Action.INCIDENT_EDIT), tuple), "too many to be written out"
        assert told.grants.accesses(Action.INCIDENT_EDIT).count() == MANY_GRANTS + 1


def _of_a_session(person: Person) -> Actor:
    row = Person.objects.annotate(**telling_of_people(NOW)).get(pk=person.pk)
    return actor_for_person(person, now=NOW, told=told_of_person(row))


def test_a_restricted_thing_is_for_those_let_in(cast, actor, now, thing):
    secret = thing(by=actor(cast.dpo), restricted=True)
    assert sees(actor(cast.dpo), secret)
    assert not sees(actor(cast.isms_manager), secret)
    grant(actor=actor(cast.dpo), now=now, access=secret.access, person=cast.isms_manager, subject=SUBJECT)
    assert sees(actor(cast.isms_manager), secret)


def test_somebody_who_can_share_is_let_in_beside_a_responder(cast, actor, now, thing):
    red = thing(by=actor(cast.responder), tlp=Tlp.RED)
    assert sees(actor(cast.isms_manager), red), "or nobody could ever let anybody else in"
    assert not sees(actor(cast.dpo), red)


def test_what_the_system_restricts_has_a_reader(cast, actor, thing):
    assert sees(actor(cast.isms_manager), thing(tlp=Tlp.RED))


def test_making_it_stricter_is_editing_and_making_it_wider_is_sharing(cast, actor, now, thing):
    one = thing()
    change = {"actor": actor(cast.responder), "now": now, "access": one.access, "subject": SUBJECT}
    change_access(**change, version=1, tlp=Tlp.AMBER_STRICT)
    with pytest.raises(Refused):
        change_access(**change, version=2, tlp=Tlp.GREEN)
    with pytest.raises(Stale):
        change_access(**change, version=1, tlp=Tlp.AMBER_STRICT)
    with pytest.raises(Invalid):
        change_access(**change, version=2, tlp="PURPLE")
    change_access(**(change | {"actor": actor(cast.isms_manager)}), version=2, tlp=Tlp.GREEN)
    one.access.refresh_from_db()
    assert (one.access.tlp, one.access.needs_grant) == (Tlp.GREEN, False)


def test_the_one_who_was_let_in_does_not_let_others_in(cast, actor, now, thing):
    shared = thing()
    grant(actor=actor(cast.dpo), now=now, access=shared.access, organisation=cast.dpmptsp, subject=SUBJECT)
    with pytest.raises(Refused):
        grant(
            actor=actor(cast.sibling_manager),
            now=now,
            access=shared.access,
            person=cast.nobody,
            subject=SUBJECT,
        )
    with pytest.raises(Missing):
        grant(actor=actor(cast.stranger), now=now, access=thing().access, person=cast.nobody, subject=SUBJECT)


def test_the_same_grant_twice_is_one(cast, actor, now, thing):
    shared = thing()
    give = {"actor": actor(cast.dpo), "now": now, "access": shared.access, "subject": SUBJECT}
    first = grant(**give, organisation=cast.dpmptsp)
    assert grant(**give, organisation=cast.dpmptsp) == first
    other = grant(**give, organisation=cast.dpmptsp, level=GrantLevel.READ)
    assert list(AccessGrant.objects.standing()) == [other]


def test_a_grant_is_to_one_organisation_or_one_person(cast, actor, now, thing):
    give = {"actor": actor(cast.dpo), "now": now, "access": thing().access, "subject": SUBJECT}
    with pytest.raises(Invalid):
        grant(**give)
    with pytest.raises(Invalid):
        grant(**give, organisation=cast.dpmptsp, person=cast.nobody)
    with pytest.raises(Invalid):
        grant(**give, organisation=cast.outside)


def test_the_last_who_can_see_it_stays(cast, actor, now, thing):
    red = thing(by=actor(cast.dpo), tlp=Tlp.RED)
    own = AccessGrant.objects.get(access=red.access, person=cast.dpo)
    with pytest.raises(Conflict):
        revoke(actor=actor(cast.dpo), now=now, grant=own, subject=SUBJECT)
    grant(actor=actor(cast.dpo), now=now, access=red.access, person=cast.isms_manager, subject=SUBJECT)
    revoke(actor=actor(cast.dpo), now=now, grant=own, subject=SUBJECT)
    assert not sees(actor(cast.dpo), red)


def test_a_named_reader_needs_no_role_to_read(cast, actor, now, thing):
    shared = thing()
    grant(actor=actor(cast.dpo), now=now, access=shared.access, person=cast.nobody, subject=SUBJECT)
    assert actor(cast.nobody).may(Action.INCIDENT_READ, shared)
    assert not actor(cast.nobody).may(Action.INCIDENT_EDIT, shared)


def test_personal_data_wants_a_role_that_reads_it_whoever_was_let_in(cast, actor, now, thing):
    shared = thing(tlp="RED")
    for person in (cast.nobody, cast.responder, cast.dpo):
        grant(actor=actor(cast.isms_manager), now=now, access=shared.access, person=person, subject=SUBJECT)
    assert [sees(actor(each), shared) for each in (cast.nobody, cast.responder, cast.dpo)] == [
        False,
        False,
        True,
    ]


def test_a_role_ends_and_with_it_what_it_showed(cast, actor, now, thing):
    one = thing()
    assert sees(actor(cast.dpo), one)
    end_role(actor=actor(cast.administrator), now=now, membership=cast.dpo.memberships.get())
    assert not sees(actor(cast.dpo), one)
    assign_role(
        actor=actor(cast.administrator),
        now=now,
        person=cast.dpo,
        organisation=cast.diskominfotik,
        role=Role.DPO,
    )
    assert sees(actor(cast.dpo), one)


def test_hidden_and_missing_raise_the_same(cast, actor):
    hidden = cast.stranger.public_id
    answers = set()
    for public_id in (hidden, new_public_id(), "keine", "", "0" * 32):
        with pytest.raises(Missing) as error:
            get_visible(Person.objects, actor(cast.responder), public_id)
        answers.add((str(error.value), error.value.status, error.value.code))
    assert len(answers) == 1


def test_the_stranger_sees_neither_people_nor_organisations_of_the_sibling(cast, actor):
    stranger = actor(cast.stranger)
    assert set(Organisation.objects.visible_to(stranger)) == {cast.dpmptsp}
    assert set(Person.objects.visible_to(stranger)) == {cast.stranger, cast.sibling_manager}


@pytest.mark.parametrize("closing", [{"tlp": Tlp.RED}, {"restricted": True}])
def test_who_closes_a_thing_sees_it_in_the_same_breath(cast, actor, now, thing, closing):
    one, who = thing(), actor(cast.dpo)
    assert sees(who, one)
    change_access(actor=who, now=now, access=one.access, version=1, subject=SUBJECT, **closing)
    assert sees(who, one), "what was known of grants before is asked anew"


@pytest.mark.parametrize(
    ("closing", "field"), [({"tlp": Tlp.RED}, "tlp"), ({"restricted": True}, "restricted")]
)
def test_a_service_account_does_not_shut_itself_out(cast, actor, now, thing, closing, field):
    one = thing()
    for close in (
        lambda: thing(by=actor(cast.service), **closing),
        lambda: change_access(
            actor=actor(cast.service), now=now, access=one.access, version=1, subject=SUBJECT, **closing
        ),
    ):
        with pytest.raises(Invalid) as refused:
            close()
        assert (refused.value.code, refused.value.field) == ("shut_out", field)
    assert not AccessGrant.objects.filter(access=one.access).exists()
