"""The closure table says the same as the tree, whatever is added and moved."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actors import SYSTEM
from accounts.models import Organisation, OrganisationLink
from accounts.services.organisations import create_organisation, edit_organisation, move_organisation
from accounts.services.trail import writing
from lib.errors import Conflict, Invalid, Refused, Stale
from tests.people import NOW, add_organisation

STEPS = st.lists(st.tuples(st.integers(0, 7), st.integers(-1, 7)), max_size=14)


class Undo(Exception):
    """Ends an example without leaving anything behind."""


def real_ancestry() -> set[tuple[int, int, int]]:
    """Every pair of ancestor and descendant with its distance, found by walking up from each organisation."""
    parents = dict(Organisation.objects.values_list("pk", "parent_id"))
    pairs = set()
    for pk in parents:
        at, depth = pk, 0
        while at is not None:
            pairs.add((at, pk, depth))
            at, depth = parents[at], depth + 1
            assert depth <= len(parents), "the tree has a circle"
    return pairs


def closure() -> set[tuple[int, int, int]]:
    return set(OrganisationLink.objects.values_list("ancestor_id", "descendant_id", "depth"))


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_any_moves_the_closure_is_the_real_ancestry(steps):
    with pytest.raises(Undo), transaction.atomic():
        with writing():
            bodies = [add_organisation(f"badan-{n}", f"Badan {n}", "") for n in range(8)]
            for what, where in steps:
                organisation = bodies[what]
                parent = bodies[where] if where >= 0 else None
                try:
                    move_organisation(actor=SYSTEM, now=NOW, organisation=organisation, parent=parent)
                except Conflict:
                    assert parent is not None
                    assert (organisation.pk, parent.pk) in {(a, d) for a, d, _depth in real_ancestry()}
        assert closure() == real_ancestry()
        raise Undo


def test_what_is_added_below_is_linked_to_everything_above(cast):
    assert closure() == real_ancestry()
    above = set(cast.smart_city.ancestor_links.values_list("ancestor__key", "depth"))
    assert above == {("jsc", 0), ("diskominfotik", 1), ("pemprov-dki", 2)}


def test_nothing_can_stand_below_itself(cast):
    with pytest.raises(Conflict):
        move_organisation(actor=SYSTEM, now=NOW, organisation=cast.pemprov, parent=cast.smart_city)
    assert closure() == real_ancestry()


def test_a_move_is_only_for_who_administers_both_ends(cast, actor, now):
    def move(who, organisation, parent):
        return move_organisation(actor=actor(who), now=now, organisation=organisation, parent=parent)

    with pytest.raises(Refused):
        move(cast.administrator, cast.diskominfotik, None)
    with pytest.raises(Refused):
        move(cast.administrator, cast.smart_city, cast.dpmptsp)
    with pytest.raises(Refused):
        move(cast.head, cast.smart_city, cast.dpmptsp)
    moved = move(cast.province_administrator, cast.smart_city, cast.dpmptsp)
    assert moved.parent == cast.dpmptsp
    assert closure() == real_ancestry()


def test_a_role_reaches_what_is_moved_below_it_and_leaves_what_is_moved_away(cast, actor, now):
    assert cast.smart_city.pk in actor(cast.responder).organisation_ids
    assert cast.smart_city.pk not in actor(cast.stranger).organisation_ids
    move_organisation(actor=SYSTEM, now=now, organisation=cast.smart_city, parent=cast.dpmptsp)
    assert cast.smart_city.pk not in actor(cast.responder).organisation_ids
    assert cast.smart_city.pk in actor(cast.stranger).organisation_ids


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"key": "Huruf Besar", "name": "Badan"}, "key"),
        ({"key": "badan", "name": "   "}, "name"),
        ({"key": "badan", "name": "Badan\x00"}, "name"),
        ({"key": "badan", "name": "B" * 201}, "name"),
        ({"key": "badan", "name": "Badan", "zone": "Asia/Betawi"}, "zone"),
    ],
)
def test_what_cannot_be_an_organisation_is_refused_at_its_field(cast, now, fields, at):
    with pytest.raises(Invalid) as refused:
        create_organisation(actor=SYSTEM, now=now, parent=cast.pemprov, **fields)
    assert at in {problem.field for problem in refused.value.problems}


def test_a_key_is_given_once(cast, now):
    with pytest.raises(Conflict) as refused:
        create_organisation(actor=SYSTEM, now=now, key="jsc", name="Badan lain", parent=cast.pemprov)
    assert refused.value.field == "key"
    assert "jsc" in str(refused.value)


def test_only_the_system_adds_a_tree_of_its_own(cast, actor, now):
    with pytest.raises(Refused):
        create_organisation(actor=actor(cast.province_administrator), now=now, key="lain", name="Lain")


def test_two_administrators_do_not_overwrite_each_other(cast, actor, now):
    edit = {"actor": actor(cast.administrator), "now": now, "organisation": cast.diskominfotik}
    edit_organisation(**edit, version=1, place="Jakarta")
    with pytest.raises(Stale) as refused:
        edit_organisation(**edit, version=1, place="Bandung")
    assert refused.value.current == 2
    assert Organisation.objects.get(pk=cast.diskominfotik.pk).place == "Jakarta"
