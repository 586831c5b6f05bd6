"""Units of work: what fails leaves no entry, units join, and concurrent writers keep one chain."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.transaction import TransactionManagementError

from accounts.actors import SYSTEM
from accounts.models import Organisation, TrailEntry, TrailFeed, TrailHead
from accounts.services.organisations import edit_organisation, subject_of
from accounts.services.trail import SYSTEM_CHAIN, at_the_end, one_unit, writing
from accounts.services.verify import verify_trail
from lib.errors import Refused
from tests.people import NOW, add_organisation

WRITERS, EACH = 16, 12


def record(book, organisation, **more):
    book.record(
        **{"actor": SYSTEM, "now": NOW, "verb": "organisation.changed"} | more,
        organisation=organisation,
        subjects=[subject_of(organisation)] if organisation else [],
    )


def test_what_fails_leaves_no_entry_and_uses_up_no_number(cast):
    before = TrailFeed.objects.get().last
    with pytest.raises(ZeroDivisionError), writing() as book:
        record(book, cast.pemprov)
        raise ZeroDivisionError
    assert TrailFeed.objects.get().last == before == TrailEntry.objects.count()
    assert verify_trail().holds


def test_a_unit_inside_another_joins_it_and_its_failure_takes_only_its_own_entries(cast):
    before = TrailEntry.objects.count()
    with writing() as outer:
        record(outer, cast.pemprov)
        with writing() as inner:
            assert inner is outer
            record(inner, cast.dpmptsp)
        with pytest.raises(Refused), writing() as failing:
            record(failing, cast.smart_city)
            Organisation.objects.filter(pk=cast.smart_city.pk).update(place="tidak jadi")
            raise Refused("tidak boleh")
        record(outer, cast.diskominfotik)
        assert TrailEntry.objects.count() == before, "entries are written at the end"
    written = TrailEntry.objects.order_by("sequence")[before:]
    assert [entry.organisation.key for entry in written] == ["pemprov-dki", "diskominfotik", "dpmptsp"]
    assert Organisation.objects.get(pk=cast.smart_city.pk).place == ""
    assert verify_trail().holds


def test_one_unit_is_done_as_a_whole_even_if_somebody_swallows_a_refusal_inside(cast):
    before = TrailEntry.objects.count()
    with pytest.raises(TransactionManagementError), one_unit():
        with writing() as first:
            record(first, cast.pemprov)
        with suppress(Refused), writing():
            Organisation.objects.filter(pk=cast.smart_city.pk).update(place="tidak jadi")
            raise Refused("tidak boleh")
        Organisation.objects.count()
    assert Organisation.objects.get(pk=cast.smart_city.pk).place == ""
    assert TrailEntry.objects.count() == before


def test_what_is_left_for_the_end_is_done_once_and_not_for_what_failed(cast):
    done = []
    with writing():
        at_the_end("found", lambda: done.append("too early"))
        with writing():
            at_the_end("found", lambda: done.append("once"))
        with suppress(Refused), writing():
            at_the_end("found", lambda: done.append("of what failed"))
            at_the_end("lost", lambda: done.append("never"))
            raise Refused("tidak boleh")
        assert done == []
    assert done == ["once"]


def test_what_is_left_for_the_end_needs_an_end(cast):
    with pytest.raises(RuntimeError):
        at_the_end("found", lambda: None)


def test_one_unit_sets_no_savepoints(cast, django_assert_num_queries):
    with django_assert_num_queries(2 + 6) as seen, one_unit(), writing() as book:
        record(book, cast.pemprov)
    started = [each["sql"] for each in seen if each["sql"].startswith("SAVEPOINT")]
    assert len(started) == 1, "only the test's own, which stands for a transaction"


def test_an_entry_holds_commitments_and_no_content(cast, actor, now):
    edit_organisation(
        actor=actor(cast.administrator),
        now=now,
        organisation=cast.diskominfotik,
        version=1,
        letterhead_unit="DINAS RAHASIA",
    )
    entry = TrailEntry.objects.latest("sequence")
    told = str([getattr(entry, field.attname) for field in TrailEntry._meta.concrete_fields])
    assert "RAHASIA" not in told and "Administrator" not in told and "Diskominfotik" not in told
    assert entry.detail.values == {"letterhead_unit": {"before": "", "after": "DINAS RAHASIA"}}
    assert entry.detail.actor_name == "Administrator"
    assert set(entry.commitments) == {
        "letterhead_unit",
        "@actor",
        f"@label:organisation:{cast.diskominfotik.public_id}",
    }


def test_a_field_that_kept_its_value_is_not_told(cast, now):
    edit_organisation(actor=SYSTEM, now=now, organisation=cast.pemprov, version=1, place="", short="Pemprov")
    assert set(TrailEntry.objects.latest("sequence").detail.values) == {"short"}


def test_the_moment_is_kept_to_the_microsecond_and_in_utc(cast):
    at = NOW + timedelta(microseconds=123456)
    with writing() as book:
        record(book, cast.pemprov, now=at)
    assert TrailEntry.objects.latest("sequence").moment == at
    assert verify_trail().holds


def test_each_organisation_has_its_own_chain_and_so_has_the_system(cast):
    with writing() as book:
        record(book, None)
    entry = TrailEntry.objects.latest("sequence")
    assert (entry.chain, entry.position, entry.previous_hash) == (SYSTEM_CHAIN, 1, "")
    assert TrailHead.objects.get(organisation=None).hash == entry.hash
    assert TrailHead.objects.count() == 6


def write_at_once(chains: list[Organisation]) -> list[BaseException]:
    """Sixteen threads write twelve entries each, to one chain or several; what went wrong."""
    errors: list[BaseException] = []
    ready = threading.Barrier(WRITERS)

    def write(number: int) -> None:
        try:
            ready.wait()
            for turn in range(EACH):
                with writing() as book:
                    for organisation in chains[: 1 + turn % len(chains)]:
                        record(book, organisation)
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_keep_one_chain():
    """On the database in use; `make test-services` runs it on PostgreSQL."""
    organisation = add_organisation("satu", "Satu", "Satu")
    assert write_at_once([organisation]) == []
    assert TrailEntry.objects.filter(organisation=organisation).count() == WRITERS * EACH + 1
    assert verify_trail().holds


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_on_postgresql_keep_their_chains_whole(postgresql):
    assert connection.vendor == "postgresql"
    chains = [add_organisation(f"rantai-{n}", f"Rantai {n}", "") for n in range(3)]
    assert write_at_once(chains) == []
    assert write_at_once(list(reversed(chains))) == []
    assert verify_trail().holds


@pytest.mark.django_db(transaction=True)
def test_a_check_beside_writers_finds_nothing():
    organisation = add_organisation("satu", "Satu", "Satu")
    done = threading.Event()
    findings = []

    def check() -> None:
        while not done.is_set():
            findings.extend(verify_trail().findings)
        connections.close_all()

    checker = threading.Thread(target=check)
    checker.start()
    errors = write_at_once([organisation])
    done.set()
    checker.join()
    assert errors == []
    assert findings == []
