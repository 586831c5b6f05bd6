"""The facts of an incident while verbs change them: read once, and kept up with what is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any, TypeVar

from accounts.selectors import missing
from incidents.derived import FactRows, moment_of
from incidents.models import Fact, FactRevision, Incident, Reading, Source
from incidents.selectors.rows import rows_of
from incidents.services.clocks import RunningClocks
from incidents.services.entries import FactData
from incidents.services.fact_rows import Refreshed, refresh
from lib.db.gathering import InstancesOf
from lib.db.made_once import MadeOnce
from lib.texts import text_of

_SOURCE = MadeOnce(lambda source: InstancesOf(Source.objects.filter(pk=source)), key="source")
RowT = TypeVar("RowT", FactRevision, Reading)


class StandingFacts:
    """All facts of an incident whose row is held, with the clocks that run from them.

    One query, whatever the number of verbs of a unit of work that hand it on. What a verb writes is told here
    as well, so that nothing has to be read again.
    """

    def __init__(self, incident: Incident) -> None:
        self.incident = incident
        self.clocks = RunningClocks(incident)
        self._rows = {each.fact.pk: each for each in rows_of(incident, told_source=_SOURCE)}
        for each in self._rows.values():
            each.fact.incident = incident

    def of(self, fact: Fact) -> FactRows:
        """The rows of one fact. Raises `Missing`."""
        found = self._rows.get(fact.pk)
        if found is None:
            raise missing()
        return found

    def said(self, fact: Fact) -> FactData:
        """What one fact says."""
        newest: Any = self.of(fact).revision
        shared = self._rows.get(newest.same_as_id)
        source = next(iter(newest.told_source), None)
        return data_from(newest, fact.key, shared.fact if shared else None, source)

    def shared(self) -> Mapping[int, int]:
        """Whose moment each fact shares, by their keys; of those that share one."""
        leads = ((pk, each.revision.same_as_id) for pk, each in self._rows.items())
        return {pk: same_as for pk, same_as in leads if same_as is not None}

    def took(self, fact: Fact, **columns: Any) -> None:
        """These columns of the fact were written."""
        held = self.of(fact).fact
        for name, value in columns.items():
            setattr(held, name, value)

    def revised(self, revision: FactRevision, source: Source | None) -> None:
        """The newest revision of a fact was written."""
        told: Any = _as_stored(revision)
        told.told_source = [source] if source is not None else []
        self._rows[revision.fact_id] = replace(self.of(revision.fact), revision=told)

    def read(self, reading: Reading) -> None:
        """One more reading of a fact was written."""
        rows = self.of(reading.fact)
        self._rows[reading.fact_id] = replace(rows, readings=[*rows.readings, _as_stored(reading)])

    def refreshed(self, *spared: Fact) -> Refreshed:
        """Bring the caches of all of them up to date: see `refresh`."""
        return refresh(self.incident, unversioned=spared, rows=self._rows.values())


def data_from(revision: FactRevision, key: str, same_as: Fact | None, source: Source | None) -> FactData:
    """What a revision says, with the fact whose moment it shares and the source it names."""
    return FactData(
        kind=revision.kind,
        claim=revision.claim,
        what=text_of(revision, "what"),
        moment=None if revision.same_as_id else moment_of(revision),
        same_as=same_as,
        precision=revision.precision,
        source=source,
        speaker_role=text_of(revision, "speaker_role"),
        as_said=revision.as_said,
        key=key,
    )


def _as_stored(row: RowT) -> RowT:
    """The row as the database would give it back: its instants in UTC."""
    row.earliest = row.earliest and row.earliest.astimezone(UTC)
    row.latest = row.latest and row.latest.astimezone(UTC)
    return row
