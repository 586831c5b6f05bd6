"""Tables whose rows are never changed: the database itself refuses, by trigger, on both databases.

A table may name columns that stay changeable, such as a text that an audited redaction empties: then an
update passes only if every other column keeps its value and the changeable ones become empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class AppendOnly:
    """One append-only table. `redactable` columns may be emptied; `guarded` lists all others."""

    table: str
    guarded: Sequence[str] = ()
    redactable: Sequence[str] = ()

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Create the triggers (idempotent)."""
        self.remove(connection)
        with connection.cursor() as cursor:
            for statement in self._statements(connection.vendor):
                cursor.execute(statement)

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Drop the triggers: for a test that tampers, or a migration that rebuilds the table."""
        names = (f"{self.table}_no_update", f"{self.table}_no_delete")
        with connection.cursor() as cursor:
            for name in names:
                if connection.vendor == "postgresql":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {self.table}")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")

    def _condition(self, vendor: str) -> str:
        """When an update is refused: always, or unless it only empties what may be emptied."""
        if not self.redactable:
            return ""
        differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
        kept = [f'NEW."{column}" {differs} OLD."{column}"' for column in self.guarded]
        emptied = [
            f'(NEW."{column}" {differs} OLD."{column}" AND NEW."{column}" <> \'\')'
            for column in self.redactable
        ]
        return " OR ".join(kept + emptied)

    def _statements(self, vendor: str) -> list[str]:
        condition = self._condition(vendor)
        when = f"WHEN ({condition}) " if condition else ""
        if vendor == "postgresql":
            function = (
                "CREATE OR REPLACE FUNCTION tanggap_append_only() RETURNS trigger AS $$ BEGIN "
                "RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; "
                "END $$ LANGUAGE plpgsql"
            )
            return [function, *self._triggers(when, "EXECUTE FUNCTION tanggap_append_only()")]
        return self._triggers(when, f"BEGIN SELECT RAISE(ABORT, 'append-only: {self.table}'); END")

    def _triggers(self, when: str, body: str) -> list[str]:
        name, each = self.table, f"ON {self.table} FOR EACH ROW"
        return [
            f"CREATE TRIGGER {name}_no_update BEFORE UPDATE {each} {when}{body}",
            f"CREATE TRIGGER {name}_no_delete BEFORE DELETE {each} {body}",
        ]


def protect(*tables: AppendOnly) -> migrations.RunPython:
    """The migration operation that installs the triggers of `tables`."""

    def forwards(apps: object, schema_editor: object) -> None:
        for table in tables:
            table.install(schema_editor.connection)  # type: ignore[attr-defined]

    def backwards(apps: object, schema_editor: object) -> None:
        for table in tables:
            table.remove(schema_editor.connection)  # type: ignore[attr-defined]

    return migrations.RunPython(forwards, backwards)
