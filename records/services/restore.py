"""Restoring an archive into an empty place: everything is checked before the first row is written."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import SYSTEM
from accounts.services.trail import writing
from accounts.services.verify import Finding, verify_trail
from lib.db.sqlite.files import make_if_missing
from lib.errors import Conflict, DomainError, Unavailable
from lib.keys import keys_for
from records import archive, store
from records.models import CustodyVerb, Evidence
from records.services import rows
from records.services.backup import SEAL_PURPOSE, seal_of
from records.services.custody import log_custody

SEEDED = frozenset({"accounts.trailfeed", "auth.permission", "contenttypes.contenttype"})
"""Tables in which migrations themselves leave rows: they do not make a database a used one."""

Early = Callable[[Apps, datetime], object]
After = Callable[[datetime], object]
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Restored:
    """What stands in the new place. `sealed` is None when another key sealed the archive.

    `findings` are what the trail does not hold: it was so before the backup, or the archive was rewritten.
    """

    manifest: archive.Manifest
    rows: int = 0
    files: int = 0
    entries: int = 0
    sealed: bool | None = None
    compared: bool = False
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """The empty database at the archive's own state of the tables."""

    apps: Apps
    current: bool
    """Whether that state is also the one of this version."""


def restore(
    *,
    now: datetime,
    source: Path,
    compare: bool,
    early: Sequence[Early] = (),
    after: Sequence[After] = (),
) -> Restored:
    """Write an archive into the configured database and storage, both empty.

    The whole archive is checked first; a damaged one raises `Damaged` and nothing is written. An archive of
    an older version is migrated afterwards, one of a newer version is refused (`Conflict`), as is a place
    that is not empty. With `compare`, every row and file is read back and compared. `after` is called in the
    unit of work that records the restoring. Where migrating lies between that and the rows, `early` is called
    with the older tables in the transaction that writes the rows: what must not happen in the new place is
    held there, whatever ends the process meanwhile.
    """
    try:
        manifest, seal, data = archive.checked(source)
    except OSError as error:
        words = _("{path} cannot be read: {why}.")
        raise Unavailable(format_lazy(words, path=str(source), why=error.strerror or str(error))) from error
    outcome = Restored(manifest, sealed=_sealed(data, seal))
    place = _prepared(manifest)
    written: list[str] = []
    try:
        with transaction.atomic():
            _load(source, manifest, place.apps, outcome, written)
            _check_loaded(manifest, place.apps, compare=compare)
            outcome.compared = compare
            if place.current:
                _finish(outcome, source, now, after)
            else:
                for each in early:
                    each(place.apps, now)
    except BaseException as error:
        for name in written:
            store.delete(name)
        if isinstance(error, DomainError) or not isinstance(error, Exception):
            raise
        log.exception("the archive could not be restored")
        words = _("The archive could not be restored; nothing of it was kept: {why}")
        raise Conflict(format_lazy(words, why=str(error))) from error
    if not place.current:
        call_command("migrate", verbosity=0, interactive=False)
        _finish(outcome, source, now, after)
    return outcome


def _sealed(manifest: bytes, seal: str) -> bool | None:
    """Whether the seal is ours; None when it was made with a key we do not have. Raises `Damaged`."""
    for key in keys_for(SEAL_PURPOSE):
        ours = seal_of(manifest, key)
        if ours == seal:
            return True
        if ours.split()[0] == seal.partition(" ")[0]:
            raise archive.damaged(archive.SEAL)
    return None


def _prepared(manifest: archive.Manifest) -> _Place:
    """Make sure that the place is empty and give its database the tables the archive needs."""
    make_if_missing(connection)
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in manifest.migrations}
    known = set(executor.loader.graph.nodes)
    if not wanted <= known:
        words = _("The archive was made by a newer version ({version}). Update Tanggap first.")
        raise Conflict(format_lazy(words, version=manifest.product_version))
    if next(store.names(), None) is not None:
        raise Conflict(_("The storage is not empty: an archive is restored only into an empty place."))
    there = set(executor.loader.applied_migrations)
    targets = _ends(executor, wanted)
    if not there and not connection.introspection.table_names():
        executor.migrate(targets)
    elif there != wanted or _used():
        raise Conflict(_("The database is not empty: an archive is restored only into an empty place."))
    state = MigrationExecutor(connection).loader.project_state(targets)
    return _Place(state.apps, current=wanted == known)


def _ends(executor: MigrationExecutor, wanted: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The last wanted migration of each app."""
    graph = executor.loader.graph
    return sorted(
        node
        for node in wanted
        if not any(child.key in wanted and child.key[0] == node[0] for child in graph.node_map[node].children)
    )


def _used() -> bool:
    """Whether any table holds a row that somebody put there."""
    models_here = [each for each in rows.tables(_current_apps()) if each._meta.label_lower not in SEEDED]
    return any(each._base_manager.exists() for each in models_here)


def _current_apps() -> Apps:
    loader = MigrationExecutor(connection).loader
    return loader.project_state(sorted(loader.applied_migrations)).apps


def _load(
    source: Path, manifest: archive.Manifest, apps: Apps, outcome: Restored, written: list[str]
) -> None:
    """Write all rows and files, comparing each member's hash once more as it is used."""
    targets = {each._meta.label_lower: each for each in rows.tables(apps)}
    unknown = sorted(each.model for each in manifest.tables if each.model not in targets)
    if unknown:
        raise archive.damaged(*unknown)
    for label in SEEDED & set(targets):
        targets[label]._base_manager.all().delete()
    tables = {each.member: each for each in manifest.tables}
    files = {each.member: each for each in manifest.files}
    for member in archive.members(source):
        if member.name in tables:
            table = tables[member.name]
            outcome.rows += _load_table(targets[table.model], table, member)
        elif member.name in files:
            written.append(files[member.name].name)
            _load_file(files[member.name], member)
            outcome.files += 1


def _load_table(model: type[models.Model], table: archive.Table, member: archive.Member) -> int:
    if sorted(table.columns) != sorted(rows.columns(model)):
        raise archive.damaged(table.member)
    count = rows.insert(model, table.columns, member)
    if (count, member.sha256) != (table.rows, table.sha256):
        raise archive.damaged(table.member)
    return count


def _load_file(file: archive.StoredFile, member: archive.Member) -> None:
    stored = store.put(member.chunks(), name=lambda _sha256: file.name)
    if (stored.size, stored.sha256) != (file.size, file.sha256):
        raise archive.damaged(file.member)


def _check_loaded(manifest: archive.Manifest, apps: Apps, *, compare: bool) -> None:
    """Compare counts, or with `compare` every row and file; and the ends of the trail's chains."""
    targets = {each._meta.label_lower: each for each in rows.tables(apps)}
    wrong = []
    for table in manifest.tables:
        model = targets[table.model]
        if compare:
            same = rows.digest(model, table.columns) == (table.rows, table.sha256)
        else:
            same = model._base_manager.count() == table.rows
        if not same:
            wrong.append(table.member)
    for file in manifest.files if compare else ():
        with store.opened(file.name) as stored:
            if store.measured(stored) != store.Stored(file.sha256, file.size):
                wrong.append(file.member)
    heads = targets["accounts.trailhead"]._base_manager.order_by("chain")
    if [list(each) for each in heads.values_list("chain", "position", "hash")] != manifest.heads:
        wrong.append("accounts.trailhead")
    if wrong:
        raise archive.damaged(*wrong)
    reset = connection.ops.sequence_reset_sql(no_style(), list(targets.values()))
    with connection.cursor() as cursor:
        for statement in reset:
            cursor.execute(statement)


def _finish(outcome: Restored, source: Path, now: datetime, after: Sequence[After]) -> None:
    """Verify the trail, then record the restoring in it and in every custody log."""
    known = {str(chain): (int(position), str(end)) for chain, position, end in outcome.manifest.heads}
    verdict = verify_trail(known=known)
    outcome.entries, outcome.findings = verdict.entries, verdict.findings
    changes: dict[str, tuple[Any, Any]] = {
        "archive": (None, source.name),
        "made_at": (None, outcome.manifest.made_at),
    }
    with writing() as book:
        for each in after:
            each(now)
        evidence = Evidence.objects.select_related("blob").order_by("pk").iterator(chunk_size=rows.BATCH)
        while batch := list(islice(evidence, rows.BATCH)):
            log_custody(
                actor=SYSTEM, now=now, evidence=batch, verb=CustodyVerb.RESTORED, note=source.name[:200]
            )
        book.record(actor=SYSTEM, now=now, verb="system.restored", changes=changes)
