"""Members, sharing, TLP: who is let in, who is told, and what a change of access reaches."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.hand_over import told_of
from accounts.models import AccessGrant, TrailEntry
from accounts.roles import GrantLevel
from accounts.selectors import successors_for, successors_of_all
from followups.models import FollowUp, Notice
from followups.services.followups import complete, create_follow_up
from incidents.models import Fact, Incident
from incidents.services.members import (
    assign_member,
    check_reach,
    hand_over_parts,
    parts_of,
    unassign_member,
)
from incidents.services.review import add_lesson
from incidents.services.sharing import (
    change_tlp,
    name_party,
    share_with_organisation,
    share_with_person,
    stop_sharing,
)
from lib.errors import Conflict, Invalid, Missing, Refused, Stale
from lib.texts import Text
from records.models import Evidence
from tests.incidents.making import fresh, opened, recorded, with_file
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db


def sees(person, incident) -> bool:
    found = Incident.objects.visible_to(as_actor(person)).filter(pk=incident.pk).exists()
    assert found == Incident.objects.sought_by(as_actor(person)).filter(pk=incident.pk).exists()
    return found


def assigned(cast, incident, person, role="handler", who=None):
    return assign_member(
        actor=as_actor(who or cast.isms_manager), now=NOW, incident=fresh(incident), person=person, role=role
    )


def shared(cast, incident, who=None, **more):
    return share_with_organisation(
        actor=as_actor(who or cast.isms_manager),
        now=NOW,
        incident=fresh(incident),
        organisation=more.pop("organisation", cast.dpmptsp),
        **more,
    )


def made_red(cast, incident, who=None):
    incident = fresh(incident)
    return change_tlp(
        actor=as_actor(who or cast.isms_manager),
        now=NOW,
        incident=incident,
        version=incident.access.version,
        tlp="RED",
    )


def test_there_is_one_commander_and_the_new_one_is_told(cast):
    incident = opened(cast)
    assigned(cast, incident, cast.responder, "commander")
    assigned(cast, incident, cast.second_responder, "commander")
    commanders = incident.members.filter(role="commander").values_list("person__username", flat=True)
    assert list(commanders) == ["respons-kedua"]
    told = Notice.objects.get(recipient=cast.second_responder)
    assert (told.data["number"], told.data["role"]) == (incident.number, "commander")


def test_a_part_goes_to_who_can_work_on_it(cast):
    incident = opened(cast)
    for person in (cast.auditor, cast.stranger, cast.nobody, cast.reporter):
        with pytest.raises(Invalid):
            assigned(cast, incident, person)
    with pytest.raises(Invalid):
        assigned(cast, incident, cast.responder, "chief")
    assigned(cast, incident, cast.responder)
    with pytest.raises(Conflict):
        assigned(cast, incident, cast.responder)


def test_a_part_is_taken_back(cast):
    incident = opened(cast)
    member = assigned(cast, incident, cast.responder)
    unassign_member(actor=as_actor(cast.dpo), now=NOW, incident=fresh(incident), member=member)
    assert not incident.members.exists()


def test_a_handler_of_something_red_is_let_in_by_name(cast):
    incident = opened(cast, cast.isms_manager, tlp="RED")
    assert not sees(cast.responder, incident)
    assigned(cast, incident, cast.responder)
    assert sees(cast.responder, incident)


def test_a_responder_cannot_let_others_into_something_red(cast):
    incident = opened(cast, tlp="RED")
    with pytest.raises(Refused):
        assigned(cast, incident, cast.second_responder, who=cast.responder)
    assert not incident.members.exists()


def test_sharing_lets_a_sibling_take_part(cast):
    incident = opened(cast)
    assert not sees(cast.stranger, incident)
    shared(cast, incident)
    assert sees(cast.stranger, incident)
    fact = recorded(cast, fresh(incident), cast.stranger)
    assert fact.organisation == cast.diskominfotik
    assert incident.parties.get(organisation=cast.dpmptsp).shared


def test_a_sibling_that_may_only_read_records_nothing(cast):
    incident = opened(cast)
    shared(cast, incident, level="read")
    with pytest.raises(Refused):
        recorded(cast, fresh(incident), cast.stranger)


def test_what_was_shared_can_be_taken_back(cast):
    incident = opened(cast)
    given = shared(cast, incident)
    stop_sharing(actor=as_actor(cast.isms_manager), now=NOW, incident=fresh(incident), given=given)
    assert not sees(cast.stranger, incident)
    assert not incident.parties.get(organisation=cast.dpmptsp).shared


def test_only_who_may_share_shares(cast):
    incident = opened(cast)
    for person in (cast.responder, cast.auditor):
        with pytest.raises(Refused):
            shared(cast, incident, person)
    with pytest.raises(Missing):
        shared(cast, incident, cast.sibling_manager)
    with pytest.raises(Invalid):
        shared(cast, incident, organisation=cast.outside)


def test_a_guest_does_not_pass_the_incident_on(cast):
    incident = opened(cast)
    shared(cast, incident)
    with pytest.raises(Refused):
        share_with_person(
            actor=as_actor(cast.sibling_manager), now=NOW, incident=fresh(incident), person=cast.nobody
        )


def owes(cast, incident, owner, **more) -> FollowUp:
    return create_follow_up(
        actor=as_actor(cast.isms_manager),
        now=NOW,
        organisation=cast.diskominfotik,
        access=fresh(incident).access,
        owner=owner,
        due_at=NOW + timedelta(days=1),
        title_id="Cabut sesi yang bocor",
        **more,
    )


def let_in(incident) -> set[str]:
    rows = AccessGrant.objects.standing().filter(access=incident.access_id, level=GrantLevel.TAKE_PART)
    return set(rows.values_list("person__username", flat=True))


@pytest.mark.parametrize("closed", [{"tlp": "RED"}, {"restricted": True}])
def test_who_has_a_part_keeps_it_when_only_named_people_stay(cast, closed):
    incident = opened(cast)
    assigned(cast, incident, cast.responder, "commander")
    assigned(cast, incident, cast.dpo, "data_protection_officer")
    who, version = as_actor(cast.isms_manager), fresh(incident).access.version
    change_tlp(actor=who, now=NOW, incident=fresh(incident), version=version, **closed)
    assert let_in(incident) == {"smki", "respons", "pdp"}
    assert recorded(cast, fresh(incident), cast.responder)
    assert not sees(cast.second_responder, incident), "a role alone is not enough"
    granted = TrailEntry.objects.filter(verb="access.granted", subjects__public_id=cast.dpo.public_id)
    assert granted.get().actor_id == cast.isms_manager.public_id


def test_a_responder_who_makes_it_red_lets_the_team_in_too(cast):
    incident = opened(cast)
    assigned(cast, incident, cast.second_responder)
    made_red(cast, incident, cast.responder)
    assert sees(cast.second_responder, incident)


def test_who_owes_something_still_has_it_in_their_hands(cast):
    incident = opened(cast)
    duty = owes(cast, incident, cast.responder)
    waiting = owes(cast, incident, cast.head, kind="corrective")
    complete(actor=as_actor(cast.head), now=NOW, follow_up=waiting, note="Sudah")
    done = owes(cast, incident, cast.second_responder)
    complete(actor=as_actor(cast.second_responder), now=NOW, follow_up=done, note="Sudah")
    made_red(cast, incident, cast.dpo)
    assert let_in(incident) == {"pdp", "respons", "kepala"}
    complete(actor=as_actor(cast.responder), now=NOW, follow_up=fresh(duty), note="Sesi dicabut")


def test_a_guest_with_a_part_stays_when_the_sharing_with_their_organisation_rests(cast):
    incident = opened(cast)
    shared(cast, incident)
    assigned(cast, incident, cast.stranger)
    made_red(cast, incident)
    assert sees(cast.stranger, incident)
    assert not sees(cast.sibling_manager, incident)


def test_what_is_owed_later_goes_to_who_was_let_in(cast):
    incident = opened(cast)
    made_red(cast, incident)
    with pytest.raises(Invalid):
        owes(cast, incident, cast.responder)
    share_with_person(
        actor=as_actor(cast.isms_manager), now=NOW, incident=fresh(incident), person=cast.responder
    )
    assert owes(cast, incident, cast.responder)


def test_nobody_is_let_in_beyond_what_their_role_lets_them_do(cast):
    incident = opened(cast)
    assigned(cast, incident, cast.responder)
    cast.responder.memberships.update(until=NOW)
    made_red(cast, incident)
    assert not sees(cast.responder, incident)


def test_who_was_let_go_is_not_let_in_again_by_a_later_change(cast):
    incident = opened(cast)
    assigned(cast, incident, cast.responder)
    made_red(cast, incident)
    given = AccessGrant.objects.standing().get(access=incident.access_id, person=cast.responder)
    manager = as_actor(cast.isms_manager)
    stop_sharing(actor=manager, now=NOW, incident=fresh(incident), given=given)
    version = fresh(incident).access.version
    change_tlp(actor=manager, now=NOW, incident=fresh(incident), version=version, restricted=True)
    assert not sees(cast.responder, incident)


def test_one_change_to_red_hides_everything_that_hangs_on_it(cast):
    incident = opened(cast)
    recorded(cast, incident)
    with_file(cast, incident)
    add_lesson(actor=as_actor(cast.responder), now=NOW, incident=incident, text=Text(id="Uji dulu"))
    shared(cast, incident)
    made_red(cast, incident)
    for person in (cast.responder, cast.auditor, cast.stranger):
        actor = as_actor(person)
        for kind in (Incident, Fact, FollowUp, Evidence):
            assert not kind.objects.visible_to(actor).exists(), kind
    assert sees(cast.isms_manager, incident)


def test_a_stale_change_of_access_is_refused(cast):
    incident = opened(cast)
    made_red(cast, incident)
    with pytest.raises(Stale):
        change_tlp(
            actor=as_actor(cast.isms_manager), now=NOW, incident=fresh(incident), version=1, tlp="GREEN"
        )


def test_naming_a_party_lets_nobody_in(cast):
    incident = opened(cast)
    party = name_party(
        actor=as_actor(cast.responder),
        now=NOW,
        incident=incident,
        organisation=cast.outside,
        part=Text(id="mitra pengamanan"),
    )
    assert (party.external, party.shared) == (True, False)
    assert not AccessGrant.objects.exists()


def test_only_the_parts_that_somebody_can_no_longer_fill_pass_on(cast):
    incident = opened(cast)
    assigned(cast, incident, cast.responder, "commander")
    assert parts_of(cast.responder, as_actor(cast.responder)) == 0
    assert parts_of(cast.responder, as_actor(cast.nobody)) == 1
    administrator = as_actor(cast.administrator)
    hand_over_parts(administrator, NOW, cast.responder, cast.second_responder, still=as_actor(cast.responder))
    assert incident.members.get().person == cast.responder


def test_parts_pass_to_a_successor_who_is_let_in(cast):
    incident = opened(cast, cast.isms_manager, tlp="RED")
    assigned(cast, incident, cast.responder, "commander")
    assert parts_of(cast.responder) == 1
    hand_over_parts(as_actor(cast.administrator), NOW, cast.responder, cast.second_responder)
    assert incident.members.get().person == cast.second_responder
    assert sees(cast.second_responder, incident)
    assert parts_of(cast.responder) == 0


def test_a_successor_is_told_of_each_part_that_passes_to_them(cast):
    incident = opened(cast, cast.isms_manager)
    assigned(cast, incident, cast.responder, "commander")
    assigned(cast, incident, cast.responder, "handler")
    assigned(cast, incident, cast.second_responder, "handler")
    Notice.objects.all().delete()
    hand_over_parts(as_actor(cast.administrator), NOW, cast.responder, cast.second_responder)
    told = Notice.objects.get()
    assert told.recipient == cast.second_responder
    assert told.data["role"] == "commander"
    assert told.data["url"] == f"/go/incident/{incident.public_id}"


def test_a_successor_who_cannot_work_on_it_takes_over_no_part(cast):
    incident = opened(cast)
    assigned(cast, incident, cast.responder, "commander")
    for nobody in (cast.stranger, cast.auditor):
        with pytest.raises(Invalid) as refused:
            hand_over_parts(as_actor(cast.administrator), NOW, cast.responder, nobody)
        assert refused.value.field == "successor"
        assert incident.members.get().person == cast.responder


def test_who_may_take_over_a_part_is_offered_and_nobody_else(cast):
    incident = opened(cast)
    assigned(cast, incident, cast.responder, "commander")
    admin = as_actor(cast.administrator)
    offered = set(successors_of_all(admin, cast.responder, NOW))
    assert {cast.second_responder, cast.isms_manager} <= offered
    assert not {cast.head, cast.auditor, cast.reporter, cast.stranger} & offered
    for person in offered:
        check_reach(admin, NOW, told_of(cast.responder), person, None)


def test_whoever_takes_over_a_part_in_something_red_will_be_let_in_so_colleagues_are_offered(cast):
    incident = opened(cast, cast.isms_manager)
    assigned(cast, incident, cast.responder, "commander")
    incident = fresh(incident)
    change_tlp(
        actor=as_actor(cast.isms_manager),
        now=NOW,
        incident=incident,
        version=incident.access.version,
        tlp="RED",
    )
    admin = as_actor(cast.administrator)
    offered = set(successors_of_all(admin, cast.responder, NOW))
    assert offered == set(successors_for(admin, cast.responder, NOW))
