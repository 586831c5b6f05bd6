"""Whatever is changed in the trail by other means than its services is found, and its place is named."""

from __future__ import annotations

import copy
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import Access, TrailDetail, TrailEntry, TrailFeed, TrailHead, TrailSubject
from accounts.services.access import create_access
from accounts.services.erasing import erase_detail
from accounts.services.people import edit_person
from accounts.services.trail import SYSTEM_CHAIN, Subject, entry_hash, writing
from accounts.services.verify import verify_trail
from lib.errors import Conflict, Invalid, Missing, Refused
from lib.ids import new_public_id
from tests.accounts.tampering import triggers_off
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(cast, actor, now):
    """The chain of Diskominfotik with five more entries that carry values; the middle one."""
    return remembered("trail", lambda: chained(cast, actor, now))


def chained(cast, actor, now) -> TrailEntry:
    access = create_access(actor=actor(cast.dpo), now=now, organisation=cast.diskominfotik)
    for n in range(5):
        with writing() as book:
            book.record(
                actor=actor(cast.responder),
                now=now + timedelta(minutes=n),
                verb="incident.changed",
                organisation=cast.diskominfotik,
                access=access,
                subjects=[Subject("incident", n + 1, new_public_id(), f"INS-2026-000{n + 1}")],
                changes={"severity": ("low", "high"), "tlp": ("GREEN", "AMBER")},
            )
    assert verify_trail().holds
    entries = list(TrailEntry.objects.filter(verb="incident.changed").order_by("position"))
    return entries[2]


def places() -> set[tuple[str, int]]:
    return {(finding.chain, finding.position) for finding in verify_trail().findings}


def another(value, field):
    """Some other value of the same kind."""
    if field == "commitments" or field == "labels" or field == "values" or field == "salts":
        changed = copy.deepcopy(value)
        key = next(iter(changed))
        changed[key] = {"before": "low", "after": "critical"} if field == "values" else "0" * 32
        return changed
    if field in {"moment"}:
        return value + timedelta(seconds=1)
    if field in {"actor_id", "public_id"}:
        return new_public_id()
    if isinstance(value, int):
        return value + 40
    return {"chain": SYSTEM_CHAIN, "actor_kind": "system"}.get(
        field, "f" * 64 if len(value) == 64 else "lain"
    )


ENTRY_COLUMNS = [field.attname for field in TrailEntry._meta.concrete_fields]
SUBJECT_COLUMNS = [field.attname for field in TrailSubject._meta.concrete_fields if not field.primary_key]
DETAIL_COLUMNS = [field.attname for field in TrailDetail._meta.concrete_fields if not field.primary_key]


@pytest.mark.parametrize("column", [each for each in ENTRY_COLUMNS if each != "sequence"])
def test_a_changed_column_of_an_entry_is_found_where_it_stands(trail, cast, column):
    value = getattr(trail, column)
    if column == "organisation_id":
        changed = cast.dpmptsp.pk
    elif column == "access_id":
        changed = Access.objects.create(organisation=cast.dpmptsp).pk
    else:
        changed = another(value, column)
    with triggers_off():
        TrailEntry.objects.filter(pk=trail.pk).update(**{column: changed})
    verdict = verify_trail()
    assert not verdict.holds
    assert trail.sequence in {finding.sequence for finding in verdict.findings}


def test_a_changed_number_is_found(trail):
    TrailSubject.objects.filter(pk=0).delete()
    with triggers_off():
        TrailSubject.objects.filter(entry=trail).delete()
        TrailDetail.objects.filter(entry=trail).delete()
        TrailEntry.objects.filter(pk=trail.pk).update(sequence=trail.sequence + 1000)
    assert (trail.chain, trail.position) in places()


@pytest.mark.parametrize("column", SUBJECT_COLUMNS)
def test_a_changed_column_of_a_subject_is_found(trail, column):
    subject = trail.subjects.get()
    if column == "entry_id":
        changed = TrailEntry.objects.get(chain=trail.chain, position=trail.position - 1).pk
    else:
        changed = another(getattr(subject, column), column)
    with triggers_off():
        TrailSubject.objects.filter(pk=subject.pk).update(**{column: changed})
    assert (trail.chain, trail.position) in places()


@pytest.mark.parametrize("column", DETAIL_COLUMNS)
def test_a_changed_column_of_a_side_row_is_found(trail, column):
    changed = another(getattr(trail.detail, column), column)
    TrailDetail.objects.filter(pk=trail.pk).update(**{column: changed})
    assert (trail.chain, trail.position) in places()


@pytest.mark.parametrize("column", DETAIL_COLUMNS)
def test_what_is_gone_from_a_side_row_without_a_record_is_found(trail, column):
    empty = "" if column == "actor_name" else {}
    TrailDetail.objects.filter(pk=trail.pk).update(**{column: empty})
    assert (trail.chain, trail.position) in places()


def test_a_side_row_that_is_gone_without_a_record_is_found(trail):
    TrailDetail.objects.filter(pk=trail.pk).delete()
    assert places() == {(trail.chain, trail.position)}


def test_two_side_rows_that_were_swapped_are_found(trail):
    other = TrailEntry.objects.get(chain=trail.chain, position=trail.position + 1)
    mine, theirs = trail.detail, other.detail
    mine.entry, theirs.entry = other, trail
    TrailDetail.objects.bulk_update([mine], ["labels"])
    TrailDetail.objects.filter(pk=trail.pk).update(
        values=theirs.values, salts=theirs.salts, labels=theirs.labels
    )
    assert (trail.chain, trail.position) in places()


def test_a_removed_entry_is_found_at_the_next_one(trail):
    with triggers_off():
        trail.delete()
    assert (trail.chain, trail.position + 1) in places()
    assert ("all", TrailFeed.objects.get().last) in places()


def test_a_removed_entry_is_found_even_when_positions_are_closed_up(trail):
    with triggers_off():
        trail.delete()
        for entry in TrailEntry.objects.filter(chain=trail.chain, position__gt=trail.position).order_by(
            "position"
        ):
            TrailEntry.objects.filter(pk=entry.pk).update(position=entry.position - 1)
    assert (trail.chain, trail.position) in places()


def test_an_inserted_entry_is_found(trail):
    feed = TrailFeed.objects.get().last
    forged = TrailEntry.objects.get(pk=trail.pk)
    forged.sequence, forged.position = feed + 1, trail.position
    with triggers_off():
        later = TrailEntry.objects.filter(chain=trail.chain, position__gte=trail.position)
        for entry in later.order_by("-position"):
            TrailEntry.objects.filter(pk=entry.pk).update(position=entry.position + 1)
        forged.hash = entry_hash(forged, [])
        forged.save(force_insert=True)
        TrailFeed.objects.update(last=feed + 1)
    found = places()
    assert (trail.chain, trail.position) in found or (trail.chain, trail.position + 1) in found


def test_an_entry_put_behind_the_end_is_found(trail):
    feed = TrailFeed.objects.get().last
    head = TrailHead.objects.get(chain=trail.chain)
    forged = TrailEntry(
        sequence=feed + 1,
        chain=trail.chain,
        position=head.position + 1,
        moment=trail.moment,
        organisation_id=trail.organisation_id,
        actor_kind=trail.actor_kind,
        actor_id=trail.actor_id,
        verb="incident.closed",
        previous_hash=head.hash,
    )
    forged.hash = entry_hash(forged, [])
    forged.save(force_insert=True)
    assert (trail.chain, head.position + 1) in places()


def test_two_entries_that_were_swapped_are_found(trail):
    other = TrailEntry.objects.get(chain=trail.chain, position=trail.position + 1)
    with triggers_off():
        TrailEntry.objects.filter(pk=trail.pk).update(position=0)
        TrailEntry.objects.filter(pk=other.pk).update(position=trail.position)
        TrailEntry.objects.filter(pk=trail.pk).update(position=other.position)
    assert {(trail.chain, trail.position), (trail.chain, trail.position + 1)} <= places()


def test_an_end_that_was_cut_off_is_found(trail):
    with triggers_off():
        TrailEntry.objects.filter(chain=trail.chain, position__gt=trail.position).delete()
    assert (trail.chain, trail.position) in places()


def test_a_chain_that_was_emptied_is_found(trail):
    with triggers_off():
        TrailEntry.objects.filter(chain=trail.chain).delete()
    assert (trail.chain, 0) in places()


@pytest.mark.parametrize("column", ["position", "hash", "chain", "organisation_id"])
def test_a_changed_head_is_found(trail, cast, column):
    head = TrailHead.objects.get(chain=trail.chain)
    changed = {
        "position": head.position - 1,
        "hash": "0" * 64,
        "chain": "another",
        "organisation_id": cast.nobody.home.parent.pk,
    }[column]
    if column == "organisation_id":
        TrailHead.objects.filter(organisation_id=changed).update(organisation_id=None)
    TrailHead.objects.filter(pk=head.pk).update(**{column: changed})
    assert trail.chain in {chain for chain, _position in places()}


def test_a_removed_head_is_found(trail):
    TrailHead.objects.filter(chain=trail.chain).delete()
    assert trail.chain in {chain for chain, _position in places()}


@pytest.mark.parametrize("step", [-1, 1])
def test_a_changed_counter_is_found(trail, step):
    TrailFeed.objects.update(last=TrailFeed.objects.get().last + step)
    assert "all" in {chain for chain, _position in places()}


def test_a_chain_that_was_rewritten_as_a_whole_differs_from_the_heads_kept_outside(trail):
    known = dict(verify_trail().heads)
    with triggers_off():
        TrailEntry.objects.filter(pk=trail.pk).update(verb="incident.read")
        previous = TrailEntry.objects.get(chain=trail.chain, position=trail.position - 1).hash
        for entry in TrailEntry.objects.filter(chain=trail.chain, position__gte=trail.position).order_by(
            "position"
        ):
            rows = [(row.kind, row.object_id, row.public_id) for row in entry.subjects.all()]
            entry.previous_hash = previous
            entry.hash = previous = entry_hash(entry, rows)
            TrailEntry.objects.filter(pk=entry.pk).update(hash=entry.hash, previous_hash=entry.previous_hash)
        TrailHead.objects.filter(chain=trail.chain).update(hash=previous)
    assert verify_trail().holds, "consistent in itself"
    verdict = verify_trail(known=known)
    assert {(finding.chain, finding.position) for finding in verdict.findings} == {
        (trail.chain, known[trail.chain][0])
    }


def test_heads_kept_outside_still_hold_after_more_was_written(trail, cast, actor, now):
    known = dict(verify_trail().heads)
    edit_person(actor=actor(cast.administrator), now=now, person=cast.responder, version=1, position="Analis")
    assert verify_trail(known=known).holds


def test_the_database_refuses_to_change_or_delete_what_stands(trail):
    for change in (
        lambda: TrailEntry.objects.filter(pk=trail.pk).update(verb="lain"),
        lambda: TrailEntry.objects.filter(pk=trail.pk).delete(),
        lambda: TrailSubject.objects.filter(entry=trail).update(kind="lain"),
        lambda: TrailSubject.objects.filter(entry=trail).delete(),
    ):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            change()
    assert verify_trail().holds


def test_an_erased_entry_says_nothing_and_the_chain_holds(trail, cast, actor, now):
    erase_detail(actor=actor(cast.isms_manager), now=now, entry=trail, reason="Atas permintaan")
    assert not TrailDetail.objects.filter(entry=trail).exists()
    assert verify_trail().holds
    record = TrailEntry.objects.latest("sequence")
    assert (record.verb, record.organisation, record.access_id) == (
        "trail.erased",
        cast.diskominfotik,
        trail.access_id,
    )
    assert record.detail.values["entries"]["after"] == [trail.sequence]


def test_what_was_erased_on_record_excuses_nothing_else(trail, cast, actor, now):
    erase_detail(actor=actor(cast.isms_manager), now=now, entry=trail, reason="Atas permintaan")
    other = TrailEntry.objects.get(chain=trail.chain, position=trail.position + 1)
    TrailDetail.objects.filter(entry=other).delete()
    assert places() == {(other.chain, other.position)}


def test_the_record_of_an_erasure_cannot_be_forged_or_erased(trail, cast, actor, now):
    erase_detail(actor=actor(cast.isms_manager), now=now, entry=trail, reason="Atas permintaan")
    record = TrailEntry.objects.latest("sequence")
    with pytest.raises(Conflict):
        erase_detail(actor=actor(cast.isms_manager), now=now, entry=record, reason="Lagi")
    other = TrailEntry.objects.get(chain=trail.chain, position=trail.position + 1)
    values = {**record.detail.values, "entries": {"before": None, "after": [trail.pk, other.pk]}}
    TrailDetail.objects.filter(entry=record).update(values=values)
    TrailDetail.objects.filter(entry=other).delete()
    assert (record.chain, record.position) in places()


def test_only_who_answers_for_data_erases_and_says_why(trail, cast, actor, now):
    with pytest.raises(Refused):
        erase_detail(actor=actor(cast.auditor), now=now, entry=trail, reason="Tanpa hak")
    with pytest.raises(Missing):
        erase_detail(actor=actor(cast.sibling_manager), now=now, entry=trail, reason="Tanpa hak")
    with pytest.raises(Invalid):
        erase_detail(actor=actor(cast.isms_manager), now=now, entry=trail, reason="  ")
    assert TrailDetail.objects.filter(entry=trail).exists()


def test_the_command_exits_with_one_and_names_the_place(trail, capsys, tmp_path):
    out = StringIO()
    call_command("verify_trail", stdout=out)
    assert trail.chain in out.getvalue()
    kept = StringIO()
    call_command("verify_trail", "--json", stdout=kept)
    (tmp_path / "heads.json").write_text(kept.getvalue())
    call_command("verify_trail", "--against", str(tmp_path / "heads.json"), stdout=StringIO())
    with triggers_off():
        TrailEntry.objects.filter(pk=trail.pk).update(verb="lain")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_trail", stdout=out)
    assert ended.value.code == 1
    assert f"position {trail.position}, entry {trail.sequence}" in out.getvalue()
