"""The cast stands as the other tests expect it."""

from __future__ import annotations

import threading

import pytest

from accounts.models import Organisation, Person, TrailEntry
from accounts.services.verify import verify_trail


def test_everybody_is_there_and_the_trail_holds(cast, actor):
    assert Person.objects.count() == 13
    assert cast.diskominfotik.pk in actor(cast.province_head).organisation_ids
    assert cast.dpmptsp.pk not in actor(cast.responder).organisation_ids
    assert actor(cast.service).organisation_ids == actor(cast.responder).organisation_ids
    assert actor(cast.nobody).organisation_ids == ()
    assert verify_trail().holds


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_that_commits_leaves_an_empty_database(cast, turn):
    assert TrailEntry.objects.count() == 32
    seen = []
    thread = threading.Thread(target=lambda: seen.append(Organisation.objects.count()))
    thread.start()
    thread.join()
    assert seen == [5]
